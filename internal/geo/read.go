package geo

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"unicode/utf8"

	"github.com/paulmach/orb"

	"eerstelijn/internal/fault"
)

const (
	// MaxBytes is the largest file that is read.
	MaxBytes = 256 << 20
	// maxPoints bounds what a small file can unfold to: TopoJSON may name one long arc many times.
	maxPoints = 16 << 20
	// maxDepth is how deep geometry collections may be nested.
	maxDepth = 16
)

// Feature is one area of a map file.
type Feature struct {
	// Index is its position in the file, from 1, for messages.
	Index int
	// Line is the line it starts on; 0 where the format has no lines.
	Line int
	// Properties holds its columns as text. An absent or null value has no entry. The feature's own
	// id stands under "id", unless there is a property of that name.
	Properties map[string]string
	// Geometry is in WGS84 with the longitude first; every ring is closed.
	Geometry orb.MultiPolygon
}

// Options say what to read from a file.
type Options struct {
	// Layer names the TopoJSON object or GeoPackage table to read. Empty means the only one that
	// holds polygons; with several of them it must be named.
	Layer string
}

// Read reads the areas of a TopoJSON, GeoJSON or GeoPackage file; its content tells which. The name
// is used in messages only. A file that is wrong gives a [*FileError] with everything found in it,
// and no features.
func Read(ctx context.Context, name string, r io.Reader, opt Options) (_ []Feature, err error) {
	defer fault.Wrap(&err, "geo.Read")
	src := bufio.NewReaderSize(io.LimitReader(r, MaxBytes+1), 1<<16)
	head, err := src.Peek(len(sqliteMagic))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	rep := &report{name: name}
	if string(head) == sqliteMagic {
		return readSpooled(ctx, src, opt, rep)
	}
	data, err := io.ReadAll(src)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if len(data) > MaxBytes {
		rep.add(place{}, "", tooLarge())
		return nil, rep.err()
	}
	return readText(ctx, data, opt, rep)
}

// ReadFile reads the areas of the file at path, as [Read] does. A GeoPackage is read where it stands,
// without a copy and without writing beside it.
func ReadFile(ctx context.Context, path string, opt Options) (_ []Feature, err error) {
	f, err := os.Open(path)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			return nil, fault.Missing("Dit bestand bestaat niet: "+path+".", "file not found: "+path).Because(err)
		}
		return nil, fmt.Errorf("geo.ReadFile: %w", err)
	}
	defer f.Close()
	rep := &report{name: path}
	if info, err := f.Stat(); err != nil {
		return nil, fmt.Errorf("geo.ReadFile: %w", err)
	} else if info.Size() > MaxBytes {
		rep.add(place{}, "", tooLarge())
		return nil, rep.err()
	}
	head := make([]byte, len(sqliteMagic))
	n, err := f.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("geo.ReadFile: %w", err)
	}
	if string(head[:n]) != sqliteMagic {
		return Read(ctx, path, f, opt)
	}
	defer fault.Wrap(&err, "geo.ReadFile")
	if wal, err := os.Stat(path + "-wal"); err == nil && wal.Size() > 0 {
		rep.add(place{}, "", say("Een ander programma heeft dit GeoPackage nog open. Sluit het daar eerst.",
			"another program still has this GeoPackage open; close it there first"))
		return nil, rep.err()
	}
	return readGeoPackage(ctx, path, opt, rep)
}

func tooLarge() fault.Text {
	return say("Het bestand is te groot. Het mag hoogstens %d MB zijn.",
		"the file is too large; at most %d MB is read", MaxBytes>>20)
}

// foreign are the files people most often offer by mistake, by their first bytes.
var foreign = []struct{ magic, nl, en string }{
	{"PK\x03\x04", "Dit is een zip-bestand. Pak het eerst uit.", "this is a zip file; unpack it first"},
	{"\x1f\x8b", "Dit is een gzip-bestand. Pak het eerst uit.", "this is a gzip file; unpack it first"},
	{"\x00\x00\x27\x0a", "Dit is een shapefile. Lever de kaart als GeoPackage, GeoJSON of TopoJSON.",
		"this is a shapefile; expected GeoPackage, GeoJSON or TopoJSON"},
	{"<", "Dit is XML, zoals GML of KML. Lever de kaart als GeoPackage, GeoJSON of TopoJSON.",
		"this is XML, such as GML or KML; expected GeoPackage, GeoJSON or TopoJSON"},
}

// readText reads a file that is not a GeoPackage.
func readText(ctx context.Context, data []byte, opt Options, rep *report) ([]Feature, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	trimmed := bytes.TrimLeft(data, " \t\r\n")
	if len(trimmed) == 0 {
		rep.add(place{}, "", say("Het bestand is leeg.", "the file is empty"))
		return nil, rep.err()
	}
	for _, f := range foreign {
		if bytes.HasPrefix(trimmed, []byte(f.magic)) {
			rep.add(place{}, "", fault.Text{NL: f.nl, EN: f.en})
			return nil, rep.err()
		}
	}
	if !utf8.Valid(data) {
		rep.add(place{line: lineOfBadUTF8(data)}, "", say("De tekst is geen UTF-8. Sla het bestand op als UTF-8.",
			"the text is not UTF-8; save the file as UTF-8"))
		return nil, rep.err()
	}
	doc, ok := parseJSON(data, rep)
	if !ok {
		return nil, rep.err()
	}
	var features []Feature
	switch kind := doc.member("type").text(); kind {
	case "Topology":
		features = readTopoJSON(ctx, doc, opt, rep)
	case "FeatureCollection":
		features = readGeoJSON(ctx, doc, rep)
	default:
		rep.add(place{line: 1}, "type", say(
			`Dit is geen kaart die gelezen kan worden. "type" moet "FeatureCollection" (GeoJSON) of "Topology" (TopoJSON) zijn, niet %s.`,
			`not a map that can be read; "type" must be "FeatureCollection" (GeoJSON) or "Topology" (TopoJSON), not %s`, shown(kind)))
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return finish(features, rep)
}

// finish gives the features, or everything that is wrong with them.
func finish(features []Feature, rep *report) ([]Feature, error) {
	if rep.total == 0 && len(features) == 0 {
		rep.add(place{}, "", say("Er staan geen gebieden in.", "there are no areas in it"))
	}
	if err := rep.err(); err != nil {
		return nil, err
	}
	return features, nil
}

func lineOfBadUTF8(data []byte) int {
	line := 1
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size == 1 {
			break
		}
		if r == '\n' {
			line++
		}
		data = data[size:]
	}
	return line
}
