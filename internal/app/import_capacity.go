package app

import (
	"context"
	"fmt"
	"io"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
)

// ImportCapacity notes the figures in a file of one organisation: all rows, or none when one is wrong.
// It tells what came of it.
func (a *App) ImportCapacity(ctx context.Context, file io.Reader, organization string) (string, error) {
	reports, err := capacity.ParseReports(file)
	if err != nil {
		return "", err
	}
	owner, err := id.Parse[network.OrganizationID](organization)
	if err != nil {
		return "", err
	}
	taken, err := a.Capacity.ObserveMany(ctx, command, owner, reports)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("capacity: %d changed, %d the same", taken.Changed, taken.Same), nil
}
