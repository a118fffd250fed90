package room

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// listTitle is what the list is called, in menus and above it.
const listTitle = "Waar is nu plek?"

// yes is what a box that was ticked says.
const yes = "ja"

// lasting writes how long a figure holds.
func lasting(d time.Duration) string {
	switch {
	case d < time.Hour:
		return fmt.Sprintf("%d minuten", int(d.Minutes()))
	case d == time.Hour:
		return "1 uur"
	case d < 48*time.Hour:
		return fmt.Sprintf("%d uur", int(math.Round(d.Hours())))
	}
	return fmt.Sprintf("%d dagen", int(math.Round(d.Hours()/24)))
}

// capital begins a text with a capital letter.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func itoa(n int) string { return strconv.Itoa(n) }
