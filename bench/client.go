package main

import (
	"context"
	"net"
	"net/http"
	"time"

	"eerstelijn/bench/measure"
)

// serve serves a handler on a free port of this machine.
func serve(h http.Handler) (addr string, stop func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	// A connection waits while others have their turns, some of them from the very start.
	s := &http.Server{Handler: h, ReadHeaderTimeout: time.Hour, IdleTimeout: time.Hour}
	go func() { _ = s.Serve(l) }() // ends with ErrServerClosed
	return l.Addr().String(), func() { _ = s.Close() }, nil
}

// httpSide is a handler as a side, asked over loopback by up to clientsMost clients. check sees every
// body.
func httpSide(name string, h http.Handler, targets []string, check func(i int, body []byte) error) (measure.Side, func(), error) {
	addr, stop, err := serve(h)
	if err != nil {
		return measure.Side{}, nil, err
	}
	requests := make([][]byte, len(targets))
	for i, t := range targets {
		requests[i] = measure.Request(t)
	}
	connections := make([]*measure.Connection, clientsMost)
	for i := range connections {
		if connections[i], err = measure.Dial(addr); err != nil {
			stop()
			return measure.Side{}, nil, err
		}
	}
	ask := func(_ context.Context, client, i int) error {
		body, err := connections[client].Get(requests[i])
		if err != nil {
			return err
		}
		return check(i, body)
	}
	return measure.Side{Name: name, Ask: ask}, func() {
		for _, c := range connections {
			_ = c.Close()
		}
		stop()
	}, nil
}
