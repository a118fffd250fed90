package site

import (
	"net/http"
	"strings"
)

// Redirect leads on to a page of this site after a form was handled. Whatever could be read as the
// address of another site leads to the first page: this is the last look, behind [SafeReturn].
func Redirect(w http.ResponseWriter, r *http.Request, to string) {
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t\x00") {
		to = "/"
	}
	http.Redirect(w, r, to, http.StatusSeeOther) // #nosec G710 -- a path of this site, as was just made sure of
}
