package ui

import (
	"github.com/a-h/templ"

	"eerstelijn/internal/web/say"
)

// CardView is one thing among its like, such as a search result.
type CardView struct {
	ID     string // may be empty
	Title  string // in Dutch: what people called it
	Number string // before the title; may be empty
	Href   string // the title leads there; "" for no link
	Level  int    // of the heading; 0 means 3
}

// Definition is a name and what it is; Body takes the place of Text where words are not enough.
type Definition struct {
	Term string
	Text string
	Body templ.Component
}

// Hidden is a value that goes along with a form unseen.
type Hidden struct {
	Name  string
	Value string
}

// PagerView leads to the next and the former part of a list.
type PagerView struct {
	Summary string // "20 van 312 resultaten"
	Label   string // how who hears the page tells it from another; "" means "Meer resultaten"

	// By address, for lists whose question may stand there.
	PrevHref string
	NextHref string

	// By POST, for a citizen's words: Next holds the question and the cursor. Action "" means by
	// address.
	Action string
	Prev   []Hidden
	Next   []Hidden
}

// Column is the head of a table's column; figures are Numeric and stand right, under each other.
type Column struct {
	Title   string
	Numeric bool
}

// Cell is one place in a table; Body takes the place of Text, and Href makes a link of Text.
type Cell struct {
	Text string
	Href string
	Body templ.Component
}

// TableView is a table of text and figures. The first cell of a row names the row.
type TableView struct {
	ID      string // unique on the page
	Caption string
	Columns []Column
	Rows    [][]Cell
	Empty   string // what to say when there are no rows
	Source  string // a full sentence: source, moment, unit
}

func (t TableView) numeric(column int) bool {
	return column < len(t.Columns) && t.Columns[column].Numeric
}

// role names the part of a table that its style has taken the display of a table from.
func role(cards bool, name string) templ.Attributes {
	if !cards {
		return nil
	}
	return templ.Attributes{"role": name}
}

func (p PagerView) label() string {
	if p.Label == "" {
		return say.Key("Meer resultaten")
	}
	return p.Label
}
