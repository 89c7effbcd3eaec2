"""Papers and workbooks, pure: payload in, bytes out, and back. No Django, no database.

Only this package imports Word, Excel and PDF libraries.
"""
