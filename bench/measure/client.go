package measure

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
)

// Connection is a client that costs next to nothing: it shares the processors with the server that
// it measures, and net/http's own client costs more than our answer.
type Connection struct {
	net  net.Conn
	in   *bufio.Reader
	body []byte
}

// Dial makes a connection.
func Dial(addr string) (*Connection, error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	return &Connection{net: c, in: bufio.NewReaderSize(c, 64<<10)}, nil
}

// Close ends the connection.
func (c *Connection) Close() error { return c.net.Close() }

// Request writes a GET as it goes over the wire, with more lines in its head where they are wanted.
func Request(target string, head ...string) []byte {
	return []byte("GET " + target + " HTTP/1.1\r\n" + lines(head) + "\r\n")
}

// Post writes a POST as it goes over the wire.
func Post(target string, body []byte, head ...string) []byte {
	return append([]byte("POST "+target+" HTTP/1.1\r\n"+lines(head)+"Content-Length: "+strconv.Itoa(len(body))+"\r\n\r\n"), body...)
}

func lines(head []string) string {
	all := "Host: bench.example\r\nUser-Agent: bench\r\n"
	for _, line := range head {
		all += line + "\r\n"
	}
	return all
}

// Get sends a request and gives the body, which lasts until the next call.
func (c *Connection) Get(request []byte) ([]byte, error) {
	if _, err := c.net.Write(request); err != nil {
		return nil, err
	}
	status, length, chunked := "", -1, false
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
		switch name, value, _ := bytes.Cut(line, []byte(": ")); {
		case bytes.EqualFold(name, []byte("Content-Length")):
			if length, err = strconv.Atoi(string(value)); err != nil {
				return nil, err
			}
		case bytes.EqualFold(name, []byte("Transfer-Encoding")):
			chunked = bytes.EqualFold(value, []byte("chunked"))
		}
	}
	var err error
	switch {
	case chunked:
		err = c.pieces()
	case length >= 0:
		c.body = c.body[:0]
		err = c.more(length)
	default:
		err = fmt.Errorf("%s without Content-Length", status)
	}
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(status, "HTTP/1.1 200") {
		return nil, fmt.Errorf("%s: %s", status, c.body)
	}
	return c.body, nil
}

// more reads so many bytes more of the body.
func (c *Connection) more(n int) error {
	had := len(c.body)
	if cap(c.body) < had+n {
		c.body = append(make([]byte, 0, 2*(had+n)), c.body...)
	}
	c.body = c.body[:had+n]
	_, err := io.ReadFull(c.in, c.body[had:])
	return err
}

// pieces reads a body that comes in pieces, each behind its length.
func (c *Connection) pieces() error {
	c.body = c.body[:0]
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		n, err := strconv.ParseInt(string(bytes.TrimRight(line, "\r\n")), 16, 32)
		if err != nil {
			return err
		}
		if err := c.more(int(n)); err != nil {
			return err
		}
		if _, err := c.in.Discard(len("\r\n")); err != nil || n == 0 {
			return err
		}
	}
}
