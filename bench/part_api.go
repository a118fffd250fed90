package main

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"eerstelijn/bench/measure"
)

// apiPart asks our route and an empty handler that returns as many bytes, over loopback.
func apiPart(ctx context.Context, b *bench) error {
	w, err := b.open(ctx)
	if err != nil {
		return err
	}
	list, err := questions(b.questions, w.entries, w.app.Finder.Search)
	if err != nil {
		return err
	}
	targets := make([]string, len(list))
	for i := range list {
		targets[i] = list[i].target
	}
	size := 0
	ours, stop, err := httpSide("services", w.api(), targets, func(_ int, body []byte) error {
		size = len(body) // only the sum below reads it, when one client asks
		return nil
	})
	if err != nil {
		return err
	}
	defer stop()
	total := 0
	for i := range list {
		if err := ours.Ask(ctx, 0, i); err != nil {
			return err
		}
		total += size
	}
	mean := total / len(list)
	ours, stop, err = httpSide("services", w.api(), targets, func(int, []byte) error { return nil })
	if err != nil {
		return err
	}
	defer stop()

	body := make([]byte, mean)
	empty, stop, err := httpSide("empty", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body)
	}), targets, func(int, []byte) error { return nil })
	if err != nil {
		return err
	}
	defer stop()
	fmt.Fprintf(b.Out, "(answers of %s bytes on average)\n", measure.Thousands(mean))
	rows := [][]string{{"", "services", "empty handler", "ratio"}}
	least, err := b.rates(ctx, []measure.Side{ours, empty}, len(list), &rows)
	if err != nil {
		return err
	}
	measure.Table(b.Out, rows)
	b.Faster("requests per second beside an empty handler, least of all numbers of clients", least, 0.3)
	return nil
}
