package ui

import (
	"time"

	"github.com/a-h/templ"

	"eerstelijn/internal/web/say"
)

// Name is what the platform is called.
const Name = "Eerstelijn"

// Link is a word that leads somewhere.
type Link struct {
	Text string
	Href string
}

// SignOutPath is where the button beside somebody's name leads.
const SignOutPath = "/uitloggen"

// PageView is the page around the content.
type PageView struct {
	// Title stands in the tab and in histories, so it holds nothing that somebody over a shoulder
	// may not read. " – Eerstelijn" is added.
	Title string

	// Lang is the language of the page as a BCP 47 tag; "" means nl. RTL mirrors the layout.
	Lang string
	RTL  bool

	// Nav is the main menu; nil means DefaultNav. Current is the Href of the item that this page
	// belongs to.
	Nav     []Link
	Current string

	// Crumbs lead from the top to here; the last has no Href. Leave empty on a first page.
	Crumbs []Link

	// Tools are the language, simple mode and read-aloud switches at the top, where they exist.
	Tools []Link

	// Person is the visible name of who is signed in: shared computers. Account is their own page; with
	// a name, a button to sign out stands beside it.
	Person  string
	Account string

	// Contact is the number to call instead, shown in the footer of every page.
	Contact Contact

	// Source names where the figures on the page come from, as a full sentence.
	Source string

	// Now is the moment the page was made; it stands on the print. Zero leaves it out.
	Now time.Time

	// Demo says that people, places and numbers are invented: a strip says so, and no number on the
	// page, 112 included, is a link that dials.
	Demo bool

	// Simple is 'makkelijk lezen': larger text. Work is the workplace: larger targets.
	Simple, Work bool

	// ReadingBack is the path that the switch to easier reading comes back to; "" shows no switch.
	ReadingBack string

	// Languages are those that the page can be read in; nil shows no switch.
	Languages []say.Language

	// Aloud offers to read the page aloud, with assets.AloudScript.
	Aloud bool

	// Scripts are names in package assets; the page works without them.
	Scripts []string

	// Head is anything more for the head, such as a robots rule; mostly nil.
	Head templ.Component
}

// Contact is where people can call, and when.
type Contact struct {
	Number   string
	Hours    string // "vandaag tot 17.00 uur"
	Dialable bool
}

// The switch to easier reading posts these to ReadingPath.
const (
	ReadingPath      = "/weergave"
	ReadingField     = "lezen"
	ReadingSimple    = "makkelijk"
	ReadingBackField = "terug"
)

// DefaultNav is the menu of a visitor who is not signed in.
var DefaultNav = []Link{
	{"Hulp zoeken", "/zoek"},
	{"Wie bel ik nu?", "/wie-nu"},
	{"Nederland", "/land"},
}

func (p PageView) lang() string {
	if p.Lang == "" {
		return "nl"
	}
	return p.Lang
}

func (p PageView) nav() []Link {
	if p.Nav == nil {
		return DefaultNav
	}
	return p.Nav
}
