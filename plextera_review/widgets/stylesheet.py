"""The Qt style sheet, generated from tokens.

Widgets opt in by dynamic property: ``kind`` on buttons (primary, ghost, danger), ``role`` on labels (title, heading, muted, caption)
and on frames (card, rail, bar, page).
"""

from collections.abc import Callable, Mapping

from plextera_review.resources import resource_path

_SHEET = """
* {{ outline: 0; {motion} }}
QWidget {{ color: {text}; font-size: {body}px; }}
QMainWindow, QDialog, QWidget[role="page"], QStackedWidget {{ background: {window}; }}
QFrame[role="card"] {{ background: {surface}; border: 1px solid {border}; border-radius: 10px; }}
QFrame[role="rail"] {{ background: {sidebar}; border: 0; border-right: 1px solid {border}; }}
QFrame[role="bar"] {{ background: {sidebar}; border: 0; border-top: 1px solid {border}; }}
QFrame[role="line"] {{ background: {border}; border: 0; max-height: 1px; min-height: 1px; }}
QFrame[role="banner"] {{ background: {info_soft}; border: 0; border-bottom: 1px solid {border}; }}
QFrame[role="banner-warning"] {{ background: {warning_soft}; border: 0; border-bottom: 1px solid {border}; }}
QFrame[role="ask"] {{ background: {surface_raised}; border: 0; border-top: 1px solid {border}; }}
QLabel {{ background: transparent; }}
QLabel[role="title"] {{ font-size: {title}px; font-weight: 600; }}
QLabel[role="heading"] {{ font-size: {large}px; font-weight: 600; }}
QLabel[role="label"] {{ font-weight: 500; }}
QLabel[role="muted"] {{ color: {text_muted}; }}
QLabel[role="caption"] {{ color: {text_muted}; font-size: {small}px; }}
QLabel[role="danger"] {{ color: {danger}; }}
QLabel[role="success"] {{ color: {success}; }}
QLabel[role="warning"] {{ color: {warning}; }}
QPushButton, QToolButton {{
  background: {surface_raised}; border: 1px solid {border}; border-radius: 6px; padding: {pad_y}px {pad_x}px; font-weight: 500;
}}
QPushButton:hover, QToolButton:hover {{ background: {hover}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {pressed}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {text_disabled}; }}
QPushButton:focus, QToolButton:focus {{ border: 2px solid {focus}; padding: {pad_yf}px {pad_xf}px; }}
QPushButton[kind="primary"] {{ background: {accent}; border-color: {accent}; color: {accent_text}; }}
QPushButton[kind="primary"]:hover {{ background: {accent_hover}; }}
QPushButton[kind="primary"]:pressed {{ background: {accent_pressed}; }}
QPushButton[kind="primary"]:disabled {{ background: {pressed}; border-color: {pressed}; color: {text_disabled}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {text}; }}
QPushButton[kind="danger"] {{ color: {danger}; }}
QPushButton[kind="ghost"], QToolButton[kind="ghost"] {{ background: transparent; border-color: transparent; }}
QPushButton[kind="ghost"]:hover, QToolButton[kind="ghost"]:hover {{ background: {hover}; }}
QPushButton[kind="ghost"]:checked {{ background: {selected}; border-color: {accent}; }}
QPushButton[kind="ghost"]:focus, QToolButton[kind="ghost"]:focus {{ border: 2px solid {focus}; }}
QToolButton::menu-indicator {{ image: none; }}
QPushButton[kind="chip"] {{
  background: transparent; border: 1px solid {border}; border-radius: {chip_radius}px; padding: {chip_y}px {chip_x}px; color: {text_muted};
}}
QPushButton[kind="chip"]:hover {{ background: {hover}; color: {text}; }}
QPushButton[kind="chip"]:checked {{ background: {selected}; border-color: {accent}; color: {text}; }}
QPushButton[kind="chip"]:focus {{ border: 2px solid {focus}; padding: {chip_yf}px {chip_xf}px; }}
QPushButton[kind="nav"] {{
  background: transparent; border: 2px solid transparent; border-radius: 6px; text-align: left;
  padding: {nav_y}px {pad_x}px; color: {text_muted};
}}
QPushButton[kind="nav"]:hover {{ background: {hover}; color: {text}; }}
QPushButton[kind="nav"]:checked {{ background: {pressed}; color: {text}; font-weight: 600; }}
QPushButton[kind="nav"]:focus {{ border-color: {focus}; }}
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox {{
  background: {surface}; border: 1px solid {border_strong}; border-radius: 6px; padding: {pad_y}px {s}px;
  selection-background-color: {accent}; selection-color: {accent_text};
}}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {{
  border: 2px solid {focus}; padding: {pad_yf}px {s_less}px;
}}
QPlainTextEdit[kind="inline"], QPlainTextEdit[kind="inline"]:focus {{ padding: 1px {s_less}px; font-size: {large}px; }}
QLineEdit[kind="inline"], QLineEdit[kind="inline"]:focus {{ padding: 0 {s_less}px; font-size: {large}px; }}
QLineEdit[kind="palette"], QLineEdit[kind="palette"]:focus {{ border: 0; background: transparent; font-size: {large}px; padding: {pad_y}px {l}px; }}
QLabel[role="recorder"] {{ background: {accent_soft}; border: 2px solid {focus}; border-radius: 6px; padding: {pad_y}px {pad_x}px; }}
QLineEdit:disabled, QComboBox:disabled {{ color: {text_disabled}; background: {surface_sunken}; border-color: {border}; }}
QLineEdit[invalid="true"] {{ border: 2px solid {danger}; padding: {pad_yf}px {s_less}px; }}
QComboBox::drop-down {{ border: 0; width: {arrow_box}px; }}
QComboBox::down-arrow {{ image: url("{chevron}"); width: {arrow}px; height: {arrow}px; }}
QComboBox QAbstractItemView {{
  background: {surface_raised}; border: 1px solid {border}; padding: 4px; selection-background-color: {selected}; selection-color: {text};
}}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; }}
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus {{ background: transparent; border: 0; padding: 0; }}
QTableView, QListView, QTreeView {{ background: {surface}; border: 0; gridline-color: transparent; selection-background-color: {selected};
  selection-color: {text}; alternate-background-color: {surface}; }}
QListView:focus, QTableView:focus, QTreeView:focus {{ border: 0; }}
QListWidget[kind="suggestions"] {{ background: {surface_raised}; border: 1px solid {border_strong}; border-radius: 6px; padding: 4px; font-size: {large}px; }}
QListWidget[kind="suggestions"]::item {{ padding: {chip_y}px {s}px; border-radius: 4px; }}
QListWidget[kind="suggestions"]::item:hover {{ background: {hover}; }}
QListWidget[kind="suggestions"]::item:selected {{ background: {accent}; color: {accent_text}; }}
QHeaderView {{ background: {surface}; border: 0; }}
QTabBar::tab {{
  background: transparent; color: {text_muted}; border: 0; border-bottom: 2px solid transparent; padding: {pad_y}px {pad_x}px; font-weight: 500;
}}
QTabBar::tab:hover {{ color: {text}; background: {hover}; }}
QTabBar::tab:selected {{ color: {text}; border-bottom: 2px solid {accent}; }}
QLineEdit[kind="cell"], QLineEdit[kind="cell"]:focus {{ padding: 0 {s_less}px; border-radius: 0; border: 2px solid {focus}; }}
QTableCornerButton::section {{ background: {surface}; border: 0; border-bottom: 1px solid {border}; }}
QHeaderView::section {{
  background: {surface}; color: {text_muted}; border: 0; border-bottom: 1px solid {border};
  padding: {pad_y}px {s}px; font-size: {small}px; font-weight: 500;
}}
QHeaderView::section:first {{ padding-left: {l}px; }}
QHeaderView::section:last {{ padding-right: {l}px; }}
QHeaderView::section:hover {{ color: {text}; background: {hover}; }}
QHeaderView::up-arrow, QHeaderView::down-arrow {{ width: 0; height: 0; }}
QScrollArea, QScrollArea > QWidget > QWidget[role="page"] {{ background: transparent; border: 0; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {border_strong}; border: 3px solid {surface}; border-radius: 6px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QToolTip {{ background: {surface_raised}; color: {text}; border: 1px solid {border}; padding: 6px 8px; }}
QMenu {{ background: {surface_raised}; border: 1px solid {border}; border-radius: 6px; padding: 4px; }}
QMenu::item {{ padding: {pad_y}px {arrow_box}px {pad_y}px {pad_x}px; border-radius: 4px; }}
QMenu::item:disabled {{ color: {text_disabled}; }}
QMenu::item:selected {{ background: {selected}; }}
QMenu::separator {{ height: 1px; background: {border}; margin: 4px 8px; }}
QProgressBar {{ background: {pressed}; border: 0; border-radius: 2px; max-height: 4px; min-height: 4px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 2px; }}
QSplitter::handle {{ background: {border}; }}
QSplitter::handle:hover {{ background: {focus}; }}
QSplitter::handle:focus {{ background: {focus}; }}
QCheckBox, QRadioButton {{ background: transparent; spacing: {s}px; border: 2px solid transparent; border-radius: 4px; padding: 2px; }}
QCheckBox::indicator {{ width: {tick_box}px; height: {tick_box}px; border: 1px solid {border_strong}; border-radius: 3px; background: {surface}; }}
QCheckBox::indicator:hover {{ background: {hover}; }}
QCheckBox::indicator:checked {{ background: {accent}; border-color: {accent}; image: url("{tick}"); }}
QCheckBox::indicator:disabled {{ border-color: {border}; background: {surface_sunken}; }}
QCheckBox:focus, QRadioButton:focus {{ border-color: {focus}; }}
QCalendarWidget QWidget#qt_calendar_navigationbar {{ background: {surface}; }}
QCalendarWidget QAbstractItemView {{ selection-background-color: {accent}; selection-color: {accent_text}; alternate-background-color: {surface_sunken}; }}
"""


def stylesheet(
    colors: Mapping[str, str],
    px: Callable[[float], int],
    font_px: Callable[[str], int],
    space: Callable[[str], int],
    *,
    calm: bool = False,
) -> str:
    """The sheet for one set of colours and one text size; all lengths in pixels. ``calm``: nothing moves by itself."""
    pad_y, pad_x, chip_y, chip_x = px(5), space("m"), px(3), px(10)
    chip_radius = (font_px("body") + 2 * chip_y) // 2 + 1
    return _SHEET.format(
        **{name: _css(text) for name, text in colors.items()},
        motion="widget-animation-duration: 0;" if calm else "",
        body=font_px("body"),
        small=font_px("small"),
        large=font_px("large"),
        title=font_px("title"),
        pad_y=pad_y,
        pad_x=pad_x,
        pad_yf=pad_y - 1,
        pad_xf=pad_x - 1,
        chip_y=chip_y,
        chip_x=chip_x,
        chip_yf=chip_y - 1,
        chip_xf=chip_x - 1,
        chip_radius=chip_radius,
        nav_y=px(7),
        s=space("s"),
        l=space("l"),
        s_less=space("s") - 1,
        arrow=px(14),
        arrow_box=px(24),
        tick_box=px(14),
        tick=resource_path("icons", f"tick-{'light' if colors['accent_text'] == '#FFFFFF' else 'dark'}.svg").as_posix(),
        chevron=resource_path("icons", "combo-arrow.svg").as_posix(),
    )


def _css(text: str) -> str:
    if len(text) == 9:
        red, green, blue, alpha = (int(text[at : at + 2], 16) for at in (1, 3, 5, 7))
        return f"rgba({red}, {green}, {blue}, {alpha})"
    return text
