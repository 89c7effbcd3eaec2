"""What is written about directives, duties, reports, members' tasks and obstacles."""
