package app

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/hsds"
)

// ExportHSDS writes the public directory into a folder, as [hsds.Exporter.Write] does, and says what it
// wrote.
func (a *App) ExportHSDS(ctx context.Context, folder string) (lines []string, err error) {
	now := a.Clock
	if now == nil {
		now = clock.System
	}
	e := hsds.Exporter{Network: a.Network, Directory: a.Directory, Capacity: a.Capacity, Now: now}
	rows, err := e.Write(ctx, folder)
	for _, table := range slices.Sorted(maps.Keys(rows)) {
		lines = append(lines, fmt.Sprintf("%-24s %d", table, rows[table]))
	}
	return lines, err
}
