package importer

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"eerstelijn/internal/fault"
)

// maxMap is the largest map file that is read.
const maxMap = 64 << 10

// mapping is one line of a map file. Such a file says which column of a table is what:
//
//	# a remark
//	Soort zorg  = discipline
//	'direct'    = access
//	100 * a / b = pct_0_14
//
// What stands left is the file's, what stands right is ours. A value between quotation marks holds for
// every row. Sums of columns are for figures alone.
type mapping struct {
	line  int
	left  string // a column, or for figures an expression
	fixed bool   // left is a value instead
	right string
}

// readMap reads the map file at path.
func readMap(ctx context.Context, path string) ([]mapping, error) {
	f, err := os.Open(path)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			return nil, fault.Missing("Dit bestand bestaat niet: "+path+".", "file not found: "+path).Because(err)
		}
		return nil, fault.New(fault.Invalid, "Dit bestand kan niet open: "+path+".", "cannot open the file: "+path).Because(err)
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, maxMap+1))
	if err != nil {
		return nil, fault.New(fault.Invalid, "Dit bestand kan niet worden gelezen: "+path+".", "cannot read the file: "+path).Because(err)
	}
	var bad findings
	list := parseMap(data, &bad)
	return list, bad.err(filepath.Base(path))
}

func parseMap(data []byte, bad *findings) (list []mapping) {
	if len(data) > maxMap {
		bad.add(0, "", "Het bestand is te groot voor een lijst van kolommen.", "the file is too large for a list of columns")
		return nil
	}
	if !utf8.Valid(data) {
		bad.add(0, "", "Deze tekst is geen UTF-8. Bewaar het bestand als UTF-8.", "this text is not UTF-8; save the file as UTF-8")
		return nil
	}
	lines := bufio.NewScanner(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	lines.Buffer(nil, maxMap+1)
	for n := 1; lines.Scan(); n++ {
		text := strings.TrimSpace(lines.Text())
		if text == "" || text[0] == '#' {
			continue
		}
		at := strings.LastIndexByte(text, '=')
		m := mapping{line: n}
		if at >= 0 {
			m.left, m.right = strings.TrimSpace(text[:at]), strings.TrimSpace(text[at+1:])
		}
		if m.left == "" || m.right == "" {
			bad.add(n, "", "Verwacht is: kolom = veld.", "expected: column = field")
			continue
		}
		if q := m.left[0]; (q == '\'' || q == '"') && len(m.left) > 1 && m.left[len(m.left)-1] == q {
			m.left, m.fixed = m.left[1:len(m.left)-1], true
		}
		list = append(list, m)
	}
	return list
}
