"""What the demo's accounts have in common. They refuse to sign in anywhere else."""

#: The password of every demo account, shown on the sign-in page of the demo.
PASSWORD = "minhhoa-2026"
