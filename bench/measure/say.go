package measure

import (
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
	"time"
)

// Table prints rows in columns.
func Table(out io.Writer, rows [][]string) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, row := range rows {
		for _, cell := range row {
			fmt.Fprintf(w, "%s\t", cell)
		}
		fmt.Fprintln(w)
	}
	_ = w.Flush() // out is the terminal; there is nobody to tell
}

// Micros writes a time in microseconds.
func Micros(d time.Duration) string {
	return strconv.FormatFloat(float64(d.Nanoseconds())/1e3, 'f', 0, 64) + " µs"
}

// PerSecond writes a rate.
func PerSecond(rate float64) string { return Thousands(int(rate)) + "/s" }

// Factor writes a ratio.
func Factor(x float64) string { return strconv.FormatFloat(x, 'g', 3, 64) + "×" }

// Thousands writes a number as 120,000.
func Thousands(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
