"""From a paper to what came of it: duties, who has them, dissemination, reports, obstacles."""
