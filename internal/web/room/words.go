package room

import "strconv"

// listTitle is what the list is called, in menus and above it.
const listTitle = "Waar is nu plek?"

// yes is what a box that was ticked says.
const yes = "ja"

func itoa(n int) string { return strconv.Itoa(n) }
