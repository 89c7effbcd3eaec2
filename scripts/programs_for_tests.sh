#!/bin/sh
# Finds, or installs from Debian's packages, the programs that tests drive: a Chromium for the pages,
# LibreOffice for the papers, pdftoppm and the fonts to look at them. Elsewhere it says what to install.
set -u

wanted=""
have() { command -v "$1" >/dev/null 2>&1; }
have chromium || have chromium-browser || have google-chrome || have google-chrome-stable ||
	wanted="$wanted chromium"
have soffice || wanted="$wanted libreoffice-writer-nogui libreoffice-calc-nogui fonts-liberation2"
have pdftoppm || wanted="$wanted poppler-utils"
[ -n "$wanted" ] || exit 0

as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if have apt-get && $as_root true 2>/dev/null; then
	echo "Installing for the tests:$wanted"
	export DEBIAN_FRONTEND=noninteractive
	# shellcheck disable=SC2086  # words apart are meant
	$as_root apt-get update -qq &&
		$as_root apt-get install -y -qq --no-install-recommends $wanted >/dev/null && exit 0
fi
echo "The tests need programs that are not here. Debian and Ubuntu call them:$wanted" >&2
echo "Install them (a Chromium or Chrome, LibreOffice, poppler), or run: make quick" >&2
exit 1
