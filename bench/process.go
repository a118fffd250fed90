package main

import (
	"context"

	"eerstelijn/bench/measure"
)

// start starts the program on the file of the world and waits until it is ready. The program is built once.
func (b *bench) start(ctx context.Context) (*measure.Program, error) {
	w, err := b.open(ctx)
	if err != nil {
		return nil, err
	}
	if err := w.close(); err != nil {
		return nil, err
	}
	if b.binary == "" {
		if b.binary, err = measure.Build(ctx, b.folder); err != nil {
			return nil, err
		}
	}
	return measure.Start(ctx, b.binary, w.file)
}
