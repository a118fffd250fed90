package ui

// IconName is one of our own drawings.
type IconName string

// The six everyday ways in, what a result tells, and the kinds of message.
const (
	IconIll      IconName = "ziek-of-pijn"
	IconLow      IconName = "somber-of-bang"
	IconHome     IconName = "hulp-thuis"
	IconMedicine IconName = "medicijnen"
	IconMoney    IconName = "geld-en-wonen"
	IconChild    IconName = "kind"

	IconPhone  IconName = "telefoon"
	IconClock  IconName = "klok"
	IconPlace  IconName = "plaats"
	IconSearch IconName = "zoek"
	IconPerson IconName = "persoon"
	IconNext   IconName = "verder"

	IconInfo  IconName = "uitleg"
	IconCheck IconName = "goed"
	IconAlert IconName = "let-op"
	IconError IconName = "fout"
)

// ring is a circle as a path, so that every icon is one line of drawing.
const ring = "M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0z"

// icons are drawn on a grid of 24 with round strokes of 1.75.
var icons = map[IconName]string{
	IconIll:      "M14 14.4V5a2 2 0 0 0-4 0v9.4a4 4 0 1 0 4 0zM12 9.5v8.2M17 5h2.5M17 8.5h2.5M17 12h2.5",
	IconLow:      "M7.2 14.5a3.9 3.9 0 0 1 .3-7.8 5 5 0 0 1 9.6 1.2 3.3 3.3 0 0 1-.3 6.6zM8.5 17.5l-1 3M12.5 17.5l-1 3M16.5 17.5l-1 3",
	IconHome:     "M3.5 11.2L12 3.8l8.5 7.4M5.5 9.8v9.7h13V9.8M12 17l-2.8-2.7a1.8 1.8 0 0 1 2.8-2.3 1.8 1.8 0 0 1 2.8 2.3z",
	IconMedicine: "M5.9 18.1a4.1 4.1 0 0 1 0-5.8l6.4-6.4a4.1 4.1 0 0 1 5.8 5.8l-6.4 6.4a4.1 4.1 0 0 1-5.8 0zM9 9.2l5.8 5.8",
	IconMoney:    ring + "M15.8 8.6a4.6 4.6 0 1 0 0 6.8M6.8 10.8h6.4M6.8 13.2h6.4",
	IconChild:    ring + "M12 3c.2 1.9-1 2.9-2.6 2.4M8.3 14a4.2 4.2 0 0 0 7.4 0M9 10v.4M15 10v.4",

	IconPhone:  "M6 3.5h3l1.6 4.4-2.1 1.6a11.5 11.5 0 0 0 6 6l1.6-2.1 4.4 1.6v3a2.2 2.2 0 0 1-2.3 2.2A15.6 15.6 0 0 1 3.8 5.8 2.2 2.2 0 0 1 6 3.5z",
	IconClock:  ring + "M12 6.8V12l3.4 2.2",
	IconPlace:  "M12 21c-.6 0-6.8-6.2-6.8-11.2a6.8 6.8 0 0 1 13.6 0C18.8 14.8 12.6 21 12 21zM9.5 9.8a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0z",
	IconSearch: "M4 10.5a6.5 6.5 0 1 0 13 0a6.5 6.5 0 1 0-13 0zM15.3 15.3L20.5 20.5",
	IconPerson: "M8 7.8a4 4 0 1 0 8 0a4 4 0 1 0-8 0zM4.5 20.5a7.5 7.5 0 0 1 15 0",
	IconNext:   "M5 12h14M13 6l6 6-6 6",

	IconInfo:  ring + "M12 11v5.5M12 7.5v.3",
	IconCheck: ring + "M7.8 12.4l2.8 2.8 5.6-6",
	IconAlert: "M12 3.8L21.5 20h-19zM12 10v4.5M12 17.2v.2",
	IconError: "M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3zM12 7.5v5.5M12 16.2v.2",
}
