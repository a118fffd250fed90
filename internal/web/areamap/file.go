package areamap

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strings"
)

// File is a table for a spreadsheet: semicolons and a mark of UTF-8, because that is what Dutch programs
// open without asking. An unknown number is an empty cell, never a zero.
type File struct {
	b bytes.Buffer
	w *csv.Writer
}

// NewFile begins a file with the heads of its columns.
func NewFile(columns ...string) *File {
	f := &File{}
	f.b.WriteString("\ufeff")
	f.w = csv.NewWriter(&f.b)
	f.w.Comma, f.w.UseCRLF = ';', true
	f.Line(columns...)
	return f
}

// Line adds a line.
func (f *File) Line(cells ...string) {
	for i, c := range cells {
		cells[i] = plain(c)
	}
	_ = f.w.Write(cells) // to memory: cannot fail
}

// Write sends the file as one to keep.
func (f *File) Write(w http.ResponseWriter, name string) error {
	f.w.Flush()
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "no-store")
	_, err := w.Write(f.b.Bytes())
	return err
}

// plain keeps a spreadsheet from taking a name for a formula.
func plain(text string) string {
	if text != "" && strings.ContainsAny(text[:1], "=+-@\t\r") {
		return "'" + text
	}
	return text
}
