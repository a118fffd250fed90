package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// connection is a client that costs next to nothing: it shares the processors with the server that
// it measures, and net/http's own client costs more than our answer.
type connection struct {
	net  net.Conn
	in   *bufio.Reader
	body []byte
}

func dial(addr string) (*connection, error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	return &connection{net: c, in: bufio.NewReaderSize(c, 64<<10)}, nil
}

// request writes a GET as it goes over the wire.
func request(target string) []byte {
	return []byte("GET " + target + " HTTP/1.1\r\nHost: bench.example\r\nUser-Agent: bench\r\n\r\n")
}

// get sends a request and gives the body, which lasts until the next call.
func (c *connection) get(request []byte) ([]byte, error) {
	if _, err := c.net.Write(request); err != nil {
		return nil, err
	}
	status, length := "", -1
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return nil, err
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break
		}
		if status == "" {
			status = string(line)
			continue
		}
		if name, value, _ := bytes.Cut(line, []byte(": ")); bytes.EqualFold(name, []byte("Content-Length")) {
			if length, err = strconv.Atoi(string(value)); err != nil {
				return nil, err
			}
		}
	}
	if length < 0 {
		return nil, fmt.Errorf("%s without Content-Length", status)
	}
	if cap(c.body) < length {
		c.body = make([]byte, length)
	}
	c.body = c.body[:length]
	if _, err := io.ReadFull(c.in, c.body); err != nil {
		return nil, err
	}
	if status != "HTTP/1.1 200 OK" {
		return nil, fmt.Errorf("%s: %s", status, c.body)
	}
	return c.body, nil
}

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
func httpSide(name string, h http.Handler, targets []string, check func(i int, body []byte) error) (side, func(), error) {
	addr, stop, err := serve(h)
	if err != nil {
		return side{}, nil, err
	}
	requests := make([][]byte, len(targets))
	for i, t := range targets {
		requests[i] = request(t)
	}
	connections := make([]*connection, clientsMost)
	for i := range connections {
		if connections[i], err = dial(addr); err != nil {
			stop()
			return side{}, nil, err
		}
	}
	ask := func(_ context.Context, client, i int) error {
		body, err := connections[client].get(requests[i])
		if err != nil {
			return err
		}
		return check(i, body)
	}
	return side{name: name, ask: ask}, func() {
		for _, c := range connections {
			_ = c.net.Close()
		}
		stop()
	}, nil
}
