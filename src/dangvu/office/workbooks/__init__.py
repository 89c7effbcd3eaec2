"""Excel workbooks: read what an office sends, say exactly what is wrong, write back something
good.
"""

from dangvu.office.archives import Limits
from dangvu.office.workbooks.cells import (
    CellRefused,
    as_date,
    as_decimal,
    as_int,
    as_text,
    as_yes_no,
    date_column_doubt,
)
from dangvu.office.workbooks.header import Column, HeaderMatch, find_header, find_sheet
from dangvu.office.workbooks.parts import as_book_refusal
from dangvu.office.workbooks.reading import (
    Book,
    BookRefused,
    CellFault,
    CellValue,
    Row,
    Sheet,
    cell_ref,
    check_size,
    column_letters,
    read_book,
    read_limited,
)
from dangvu.office.workbooks.returned import ERROR_COLUMN, write_back
from dangvu.office.workbooks.tables import Table, TableColumn, write_table, write_tables

__all__ = [
    "ERROR_COLUMN",
    "Book",
    "BookRefused",
    "CellFault",
    "CellRefused",
    "CellValue",
    "Column",
    "HeaderMatch",
    "Limits",
    "Row",
    "Sheet",
    "Table",
    "TableColumn",
    "as_book_refusal",
    "as_date",
    "as_decimal",
    "as_int",
    "as_text",
    "as_yes_no",
    "cell_ref",
    "check_size",
    "column_letters",
    "date_column_doubt",
    "find_header",
    "find_sheet",
    "read_book",
    "read_limited",
    "write_back",
    "write_table",
    "write_tables",
]
