"""Reading directives, duties, reports, members' tasks and obstacles."""
