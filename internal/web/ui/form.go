package ui

import "strings"

// Field is one question to fill in.
type Field struct {
	ID    string // unique on the page; also the anchor of its error. "" means Name.
	Name  string
	Label string
	Hint  string // what to fill in, with an example
	Error string // what is wrong and what is expected; "" when nothing is
	Value string // what was filled in, shown again after an error

	// Optional adds "mag leeg blijven" to the label: a field without it must be filled in.
	Optional bool

	// Type is the HTML type, "" for text. Rows above 1 makes it a larger box.
	Type string
	Rows int

	// Short is for a few characters, such as a postcode.
	Short bool

	// InputMode ("numeric", "tel") chooses the keys a phone shows; Autocomplete is the HTML token,
	// "off" where a shared computer must not remember. MaxLength 0 is no limit.
	InputMode    string
	Autocomplete string
	MaxLength    int
}

// Option is one answer to choose.
type Option struct {
	Value    string
	Text     string
	Hint     string // for checkboxes and radios
	Selected bool
}

// Choice is a question with given answers.
type Choice struct {
	ID       string // "" means Name
	Name     string
	Label    string
	Hint     string
	Error    string
	Options  []Option
	Optional bool
}

// FieldError is a line of the summary: the message, and the id of the field it is about.
type FieldError struct {
	ID      string
	Message string
}

func (f Field) id() string {
	if f.ID == "" {
		return f.Name
	}
	return f.ID
}

func (f Field) inputType() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

func (c Choice) id() string {
	if c.ID == "" {
		return c.Name
	}
	return c.ID
}

// optionID makes the first answer bear the question's own id, so that the link in the error summary
// lands where one can answer.
func (c Choice) optionID(i int) string {
	if i == 0 {
		return c.id()
	}
	return c.id() + "-" + itoa(i+1)
}

// describedBy names the hint and the error of a field, for who hears the page.
func describedBy(id, hint, problem string) string {
	var ids []string
	if hint != "" {
		ids = append(ids, id+"-hint")
	}
	if problem != "" {
		ids = append(ids, id+"-fout")
	}
	return strings.Join(ids, " ")
}

func ariaInvalid(problem string) string {
	if problem != "" {
		return "true"
	}
	return "false"
}
