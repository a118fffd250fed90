package importer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"eerstelijn/internal/batch"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/network"
)

// AreaFile says what a map file holds.
type AreaFile struct {
	Kind AreaKind
	// Year of the areas. Another year stands beside it.
	Year int
	// CodeField and NameField are the properties that hold code and name; empty means: find them by
	// the names that CBS uses.
	CodeField, NameField string
	// Layer is the TopoJSON object or GeoPackage table; empty means the only one.
	Layer string
}

// Areas brings in the borders of one kind of CBS area from TopoJSON, GeoJSON or GeoPackage. Parents
// follow from the codes. Areas that are water, which CBS draws beside the land under the same code,
// are left out.
func (im *Importer) Areas(ctx context.Context, path string, opt AreaFile, run Run) (res Result, err error) {
	defer fault.Wrap(&err, "importer.Areas")
	if err := checkKind(opt.Kind); err != nil {
		return res, err
	}
	if err := checkYear(opt.Year); err != nil {
		return res, err
	}
	name := filepath.Base(path)
	run.step(Step{Name: "reading", Unit: "areas"})
	features, err := geo.ReadFile(ctx, path, geo.Options{Layer: opt.Layer})
	if err != nil {
		return res, ofGeo(name, err)
	}
	areas, skipped, err := areasOf(name, features, opt)
	if err != nil {
		return res, err
	}
	if skipped > 0 {
		res.Skipped = map[string]int{"areas of water": skipped}
	}
	if run.DryRun {
		res.DryRun = true
		res.Counts, err = compare(ctx, run, "areas", areas, func(a network.Area) (had, same bool, err error) {
			was, err := im.network.Area(ctx, a.Code, a.Year)
			return err == nil, was.Name == a.Name && orb.Equal(was.Geometry, a.Geometry), missing(err)
		})
		return res, err
	}
	sum, err := fileSum(path)
	if err != nil {
		return res, err
	}
	file := network.File{Kind: "areas", Source: name, Checksum: checksumOf(sum, opt)}
	res.Counts, err = im.network.Import(ctx, run.actor(), file, func(ctx context.Context, b batch.ID) (batch.Counts, error) {
		return stageAll(run, "areas", areas, func(part []network.Area) (batch.Counts, error) { return im.network.StageAreas(ctx, b, part) })
	})
	return res, err
}

func checkKind(k network.AreaKind) error {
	if _, ok := kinds[k]; !ok {
		return fault.InvalidField("kind", "Kies gemeente, wijk of buurt.", "expected gemeente, wijk or buurt")
	}
	return nil
}

// areasOf turns features into areas, or tells everything that is wrong with them.
func areasOf(name string, features []geo.Feature, opt AreaFile) (areas []network.Area, water int, err error) {
	var bad findings
	k := kinds[opt.Kind]
	codeField := property(features, "code", opt.CodeField, slices.Concat(k.code, anyCode, []string{"id"}), &bad)
	nameField := property(features, "name", opt.NameField, slices.Concat(k.name, anyName), &bad)
	if err := bad.err(name); err != nil {
		return nil, 0, err
	}
	first := make(map[network.AreaCode]geo.Feature, len(features))
	for _, f := range features {
		if isWater(f.Properties) {
			water++
			continue
		}
		problem := func(column, nl, en string, args ...any) {
			bad.put(Problem{Line: f.Line, Feature: f.Index, Column: column, Text: words(nl, en, args...)})
		}
		code, ok := areaCode(opt.Kind, strings.TrimSpace(f.Properties[codeField]))
		if !ok {
			bad.put(Problem{Line: f.Line, Feature: f.Index, Column: codeField, Text: badCode(opt.Kind, f.Properties[codeField])})
			continue
		}
		if before, double := first[code]; double {
			problem(codeField, "De code %s staat er al, bij gebied %d.", "the code %s stands there already, at feature %d", code, before.Index)
			continue
		}
		first[code] = f
		a := network.Area{Code: code, Year: opt.Year, Kind: opt.Kind, Name: strings.TrimSpace(f.Properties[nameField]), Parent: code.Parent(), Geometry: f.Geometry}
		if a.Name == "" {
			problem(nameField, "De naam ontbreekt.", "the name is missing")
			continue
		}
		if a.Center, ok = geo.InnerPoint(f.Geometry); !ok {
			problem("geometry", "Dit gebied heeft geen oppervlakte.", "this area has no surface")
			continue
		}
		areas = append(areas, a)
	}
	if bad.total == 0 && len(areas) == 0 {
		bad.add(0, "", "Er staat alleen water in.", "there is only water in it")
	}
	slices.SortFunc(areas, func(a, b network.Area) int { return strings.Compare(string(a.Code), string(b.Code)) })
	return areas, water, bad.err(name)
}

// property finds the property that holds a code or name: the one asked for, or the first of the
// usual names that the file has.
func property(features []geo.Feature, what, asked string, usual []string, bad *findings) string {
	have := map[string]string{} // by folded name
	for _, f := range features {
		for p := range f.Properties {
			have[fold(p)] = p
		}
	}
	names := []string{asked}
	if asked == "" {
		names = usual
	}
	for _, n := range names {
		if p, ok := have[fold(n)]; ok {
			return p
		}
	}
	there := slices.Sorted(maps.Values(have))
	there = there[:min(len(there), 30)]
	if asked != "" {
		bad.add(0, "--"+what, "Er is geen eigenschap %s. Wel: %s.", "there is no property %s; there are: %s", shown(asked), strings.Join(there, ", "))
	} else {
		bad.add(0, "--"+what, "Noem de eigenschap; kies uit: %s.", "cannot tell which property it is; name one of: %s", strings.Join(there, ", "))
	}
	return ""
}

// isWater tells the pieces of sea and lake in the maps of CBS, and the neighbouring countries.
func isWater(properties map[string]string) bool {
	for name, v := range properties {
		switch fold(name) {
		case "water", "h2o":
			return v == "JA" || v == "B"
		}
	}
	return false
}

// fileSum gives the SHA-256 of a file.
func fileSum(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
