package demo

import (
	"time"

	"eerstelijn/internal/clock"
)

// testNow is a Tuesday morning.
var testNow = time.Date(2026, 11, 24, 10, 30, 0, 0, clock.Amsterdam)
