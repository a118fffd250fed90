package importer

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json/v1" // reads as encoding/json does, in half the time

	"eerstelijn/internal/fault"
)

// isJSON tells whether a text is JSON at all, and NDJSON when it holds a resource a line.
func isJSON(src *source) (js, nd bool, err error) {
	f, err := src.open()
	if err != nil {
		return false, false, err
	}
	defer func() { _ = f.Close() }()
	head := make([]byte, readAhead)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return false, false, err
	}
	text := bytes.TrimLeft(head[:n], " \t\r\n")
	if len(text) == 0 || text[0] != '{' && text[0] != '[' {
		return false, false, nil
	}
	first, _, more := bytes.Cut(text, []byte("\n"))
	var r struct {
		Type string `json:"resourceType"`
	}
	if err := json.Unmarshal(first, &r); err == nil {
		return true, r.Type != "Bundle", nil
	}
	// A line that is cut off here is a bundle on one line, or a large resource.
	return true, !more && !bytes.Contains(first, []byte(`"Bundle"`)), nil
}

// entry is one resource of a file.
type entry struct {
	line    int
	FullURL string   `json:"fullUrl"`
	Res     resource `json:"resource"`
	Request struct {
		Method string `json:"method"`
	} `json:"request"`
}

// eachResource reads the resources of a Bundle or NDJSON in the order of the file.
func eachResource(ctx context.Context, src *source, nd bool, bad *findings, fn func(*entry) error) error {
	f, err := src.open()
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	in := &lined{guard: &guard{r: f}}
	if nd {
		return eachLine(ctx, in, bad, fn)
	}
	return eachEntry(ctx, in, bad, fn)
}

func eachLine(ctx context.Context, in *lined, bad *findings, fn func(*entry) error) error {
	lines := bufio.NewScanner(in.guard.r)
	lines.Buffer(make([]byte, 0, readAhead), maxRecord)
	n := 1
	for ; lines.Scan(); n++ {
		if err := checkContext(ctx, n); err != nil {
			return err
		}
		text := bytes.TrimSpace(lines.Bytes())
		if len(text) == 0 {
			continue
		}
		e := &entry{line: n}
		if err := json.Unmarshal(text, &e.Res); err != nil {
			addJSON(bad, n, "", err)
			continue
		}
		if err := fn(e); err != nil {
			return err
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		bad.add(n, "", "Deze regel is langer dan 1 MB.", "this line is longer than 1 MB")
		return nil
	}
	return lines.Err()
}

// eachEntry reads a Bundle entry by entry: it may be larger than memory.
func eachEntry(ctx context.Context, in *lined, bad *findings, fn func(*entry) error) error {
	dec := json.NewDecoder(in)
	stop := func(err error) error {
		if errors.Is(err, errRecord) {
			bad.add(in.line(dec.InputOffset()), "", "Dit deel is langer dan 1 MB.", "this part is longer than 1 MB")
			return nil
		}
		addJSON(bad, in.line(dec.InputOffset()), "", err)
		return nil
	}
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return stop(orElse(err, errors.New("a Bundle is an object")))
	}
	bundle, list := false, false
	for dec.More() {
		in.guard.next()
		name, err := dec.Token()
		if err != nil {
			return stop(err)
		}
		switch name {
		case "resourceType":
			var kind string
			if err := dec.Decode(&kind); err != nil || kind != "Bundle" {
				bad.add(in.line(dec.InputOffset()), "resourceType", `Verwacht is een Bundle, niet %s.`, `expected a Bundle, not %s`, shown(kind))
				return nil
			}
			bundle = true
		case "entry":
			list = true
			if err := entries(ctx, dec, in, bad, fn); err != nil {
				if _, ours := errors.AsType[*jsonError](err); ours {
					return stop(errors.Unwrap(err))
				}
				return err
			}
		default:
			var skip json.RawMessage
			if err := dec.Decode(&skip); err != nil {
				return stop(err)
			}
		}
	}
	if _, err := dec.Token(); err != nil {
		return stop(err)
	}
	if (!bundle || !list) && bad.total == 0 {
		bad.add(1, "", `Dit is geen FHIR-Bundle: "resourceType" of "entry" ontbreekt.`, `this is not a FHIR Bundle: "resourceType" or "entry" is missing`)
	}
	return nil
}

// jsonError is what the JSON of a file is wrong with, to tell it from what the caller's function says.
type jsonError struct{ err error }

func (e *jsonError) Error() string { return e.err.Error() }
func (e *jsonError) Unwrap() error { return e.err }

func entries(ctx context.Context, dec *json.Decoder, in *lined, bad *findings, fn func(*entry) error) error {
	if t, err := dec.Token(); err != nil || t != json.Delim('[') {
		return &jsonError{orElse(err, errors.New(`"entry" is a list`))}
	}
	for n := 0; dec.More(); n++ {
		if err := checkContext(ctx, n); err != nil {
			return err
		}
		in.guard.next()
		e := &entry{line: in.line(dec.InputOffset())}
		if err := dec.Decode(e); err != nil {
			if _, wrongType := errors.AsType[*json.UnmarshalTypeError](err); !wrongType {
				return &jsonError{err}
			}
			addJSON(bad, e.line, fmt.Sprintf("entry[%d]", n), err)
			continue
		}
		if e.Request.Method == "DELETE" {
			e.Res = resource{Type: "deleted"}
		}
		if err := fn(e); err != nil {
			return err
		}
	}
	if _, err := dec.Token(); err != nil {
		return &jsonError{err}
	}
	return nil
}

// addJSON tells what is wrong with JSON in words for people.
func addJSON(bad *findings, line int, column string, err error) {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		field := strings.TrimPrefix(wrong.Field, "resource.")
		bad.put(Problem{Line: line, Column: strings.TrimPrefix(column+"."+field, "."), Text: fault.Text{
			NL: "Deze waarde heeft niet de vorm die FHIR voorschrijft.", EN: "this value does not have the form that FHIR prescribes; it is a JSON " + wrong.Value}})
		return
	}
	bad.put(Problem{Line: line, Column: column, Text: words("Dit is geen geldige JSON.", "this is not valid JSON")})
}

// lined counts lines for a decoder that tells where it is in bytes.
type lined struct {
	guard  *guard
	read   int64
	breaks []int64 // where lines end, of those after the last one asked for
	at     int     // the line of the last one asked for, from 0
}

func (l *lined) Read(p []byte) (int, error) {
	n, err := l.guard.Read(p)
	for i, c := range p[:n] {
		if c == '\n' {
			l.breaks = append(l.breaks, l.read+int64(i))
		}
	}
	l.read += int64(n)
	return n, err
}

// line gives the line of the first thing after offset. Offsets are asked for in order. The decoder
// stands right behind what it read last, so a comma and a line end may still follow.
func (l *lined) line(offset int64) int {
	n := 0
	for n < len(l.breaks) && l.breaks[n] <= offset+1 {
		n++
	}
	l.breaks = append(l.breaks[:0], l.breaks[n:]...)
	l.at += n
	return l.at + 1
}
