package importer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/geo"
)

// MaxBytes is the largest file that is read.
const MaxBytes = geo.MaxBytes

// maxRecord bounds one row or resource. Without it a quotation mark that is never closed would
// gather the rest of the file in memory.
const maxRecord = 1 << 20

// source is a text file that was looked through once: it is text, not too large, and in a known
// encoding. It can be opened again and again.
type source struct {
	name string // without its folder
	size int64
	sum  string // SHA-256 of its bytes
	// windows says that the text is Windows-1252, as older spreadsheets write it, and not UTF-8.
	windows bool
	reopen  func() (io.ReadCloser, error)
}

// openSource looks through the file at path.
func openSource(ctx context.Context, path string) (*source, error) {
	return newSource(ctx, filepath.Base(path), func() (io.ReadCloser, error) {
		f, err := os.Open(path)
		switch {
		case errors.Is(err, os.ErrNotExist):
			return nil, fault.Missing("Dit bestand bestaat niet: "+path+".", "file not found: "+path).Because(err)
		case err != nil:
			return nil, fault.New(fault.Invalid, "Dit bestand kan niet open: "+path+".", "cannot open the file: "+path).Because(err)
		}
		if info, err := f.Stat(); err == nil && info.IsDir() {
			_ = f.Close()
			return nil, fault.New(fault.Invalid, "Dit is een map, geen bestand: "+path+".", "this is a folder, not a file: "+path)
		}
		return f, nil
	})
}

func newSource(ctx context.Context, name string, reopen func() (io.ReadCloser, error)) (*source, error) {
	r, err := reopen()
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	s := &source{name: name, reopen: reopen}
	var bad findings
	if err := s.look(ctx, r, &bad); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return s, bad.err(name)
}

// foreign are the files people most often offer by mistake, by their first bytes.
var foreign = []struct{ magic, nl, en string }{
	{"PK\x03\x04", "Dit is een zip- of Excel-bestand. Pak het uit, of bewaar het als CSV (UTF-8).", "this is a zip or Excel file; unpack it, or save it as CSV (UTF-8)"},
	{"\xd0\xcf\x11\xe0", "Dit is een oud Excel-bestand. Bewaar het als CSV (UTF-8).", "this is an old Excel file; save it as CSV (UTF-8)"},
	{"\x1f\x8b", "Dit is een gzip-bestand. Pak het eerst uit.", "this is a gzip file; unpack it first"},
	{"\xff\xfe", "Dit bestand is UTF-16. Bewaar het als UTF-8.", "this file is UTF-16; save it as UTF-8"},
	{"\xfe\xff", "Dit bestand is UTF-16. Bewaar het als UTF-8.", "this file is UTF-16; save it as UTF-8"},
	{"SQLite format 3\x00", "Dit is een GeoPackage of database. Hier hoort een tekstbestand.", "this is a GeoPackage or database; expected a text file"},
	{"%PDF", "Dit is een PDF. Hier hoort een tekstbestand.", "this is a PDF; expected a text file"},
	{"<", "Dit is XML of een webpagina. Hier hoort CSV of JSON.", "this is XML or a web page; expected CSV or JSON"},
}

// look reads all bytes once, to know what kind of text it is.
func (s *source) look(ctx context.Context, r io.Reader, bad *findings) error {
	var (
		hash       = sha256.New()
		buf        = make([]byte, 1<<16)
		left       int // bytes of an unfinished character at the start of buf
		line       = 1
		invalid    int  // line of the first byte that is not UTF-8
		wide       bool // a letter beyond ASCII that is UTF-8 was seen
		unassigned int  // line of a byte that Windows-1252 does not have either
	)
	for first := true; ; first = false {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := io.ReadFull(r, buf[left:])
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		last := err != nil
		hash.Write(buf[left : left+n])
		if s.size += int64(n); s.size > MaxBytes {
			bad.add(0, "", "Het bestand is te groot. Het mag hoogstens %d MB zijn.", "the file is too large; at most %d MB is read", MaxBytes>>20)
			return nil
		}
		text := buf[:left+n]
		if first {
			for _, f := range foreign {
				if bytes.HasPrefix(text, []byte(f.magic)) {
					bad.put(Problem{Text: fault.Text{NL: f.nl, EN: f.en}})
					return nil
				}
			}
		}
		for len(text) > 0 && (last || utf8.FullRune(text)) {
			c := text[0]
			if c < utf8.RuneSelf {
				switch {
				case c == '\n':
					line++
				case c == 0:
					bad.add(line, "", "Dit is geen tekst: er staat een nul-teken in.", "this is not text: there is a zero byte in it")
					return nil
				}
				text = text[1:]
				continue
			}
			char, size := utf8.DecodeRune(text)
			if char == utf8.RuneError && size == 1 {
				if invalid == 0 {
					invalid = line
				}
				if charmap.Windows1252.DecodeByte(c) == utf8.RuneError {
					unassigned = line
				}
			} else if char != '\ufeff' {
				wide = true
			}
			text = text[size:]
		}
		left = copy(buf, text)
		if last {
			break
		}
	}
	s.sum = hex.EncodeToString(hash.Sum(nil))
	switch {
	case s.size == 0:
		bad.add(0, "", "Het bestand is leeg.", "the file is empty")
	case invalid > 0 && (wide || unassigned > 0):
		// Half UTF-8 and half something else: reading it either way would garble names.
		bad.add(invalid, "", "Deze tekst is geen UTF-8. Bewaar het bestand als UTF-8.", "this text is not UTF-8; save the file as UTF-8")
	}
	s.windows = invalid > 0
	return nil
}

// open gives the text as UTF-8 without a byte order mark.
func (s *source) open() (io.ReadCloser, error) {
	f, err := s.reopen()
	if err != nil {
		return nil, err
	}
	var r io.Reader = f
	if s.windows {
		r = charmap.Windows1252.NewDecoder().Reader(f)
	}
	return struct {
		io.Reader
		io.Closer
	}{withoutMark(r), f}, nil
}

// withoutMark drops a byte order mark.
func withoutMark(r io.Reader) io.Reader {
	head := make([]byte, 3)
	n, _ := io.ReadFull(r, head)
	return io.MultiReader(bytes.NewReader(bytes.TrimPrefix(head[:n], []byte("\ufeff"))), r)
}

// checksum names what was read and how: the same file with other choices is another import.
func (s *source) checksum(choices ...any) string { return checksumOf(s.sum, choices...) }

func checksumOf(sum string, choices ...any) string {
	h := sha256.New()
	_, _ = fmt.Fprintf(h, "%s\x1f%q", sum, choices)
	return hex.EncodeToString(h.Sum(nil))
}

// errRecord says that a row or resource is longer than [maxRecord].
var errRecord = errors.New("importer: record too long")

// guard lets at most [maxRecord] bytes through between two calls of next, and as much again: a
// buffered reader may have taken some of the records that follow.
type guard struct {
	r    io.Reader
	seen int
}

// readAhead is the buffer with which files are read.
const readAhead = 1 << 16

func (g *guard) Read(p []byte) (int, error) {
	if g.seen >= 2*maxRecord {
		return 0, errRecord
	}
	n, err := g.r.Read(p[:min(len(p), 2*maxRecord-g.seen)])
	g.seen += n
	return n, err
}

func (g *guard) next() { g.seen = 0 }
