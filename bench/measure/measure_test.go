package measure

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// A promise is judged with room for noise, in both directions.
func TestJudge(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		say  func(b *Verdict)
		mark string
	}{
		{func(b *Verdict) { b.AtLeast("x", 21, 20, "×") }, "kept"},
		{func(b *Verdict) { b.AtLeast("x", 19, 20, "×") }, "noise?"},
		{func(b *Verdict) { b.AtLeast("x", 17, 20, "×") }, "MISSED"},
		{func(b *Verdict) { b.AtMost("x", 2.9, 3, " s") }, "kept"},
		{func(b *Verdict) { b.AtMost("x", 3.2, 3, " s") }, "noise?"},
		{func(b *Verdict) { b.AtMost("x", 3.5, 3, " s") }, "MISSED"},
	} {
		var out bytes.Buffer
		b := &Verdict{Out: &out}
		c.say(b)
		if !strings.HasPrefix(out.String(), c.mark) || (len(b.Missed) > 0) != (c.mark == "MISSED") {
			t.Errorf("got %q and missed %v, want %s", out.String(), b.Missed, c.mark)
		}
	}
}

// What only the clock misses, where processor time tells otherwise, is the fault of others.
func TestFaster(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		least Faster
		mark  string
	}{{Faster{25, 25}, "kept"}, {Faster{25, 5}, "kept"}, {Faster{10, 25}, "noise?"}, {Faster{10, 15}, "MISSED"}} {
		var out bytes.Buffer
		(&Verdict{Out: &out}).Faster("x", c.least, 20)
		if !strings.HasPrefix(out.String(), c.mark) {
			t.Errorf("%+v: got %q, want %s", c.least, out.String(), c.mark)
		}
	}
}

func TestMiddles(t *testing.T) {
	t.Parallel()
	if got := Median([]float64{9, 1, 2, 4}); got != 3 {
		t.Errorf("median of an even number: %v, want 3", got)
	}
	// The middle of the ratios, not the ratio of the middles.
	if got := Ratio([]float64{10, 100, 40}, []float64{1, 50, 10}); got != 4 {
		t.Errorf("ratio: %v, want 4", got)
	}
	took := Times{5, 1, 3, 2, 4}
	if took.At(0.5) != 3 || took.At(0.99) != 5 || took.At(0) != 1 {
		t.Errorf("quantiles of 1 to 5: %v %v %v", took.At(0), took.At(0.5), took.At(0.99))
	}
}

func TestLatencyLeavesTheFirstRoundOut(t *testing.T) {
	t.Parallel()
	asks := 0
	s := Side{Name: "counts", Ask: func(context.Context, int, int) error { asks++; return nil }}
	took, err := Latency(t.Context(), []Side{s}, 10, 3)
	if err != nil || asks != 30 || len(took[0]) != 20 {
		t.Errorf("asked %d times and kept %d (%v), want 30 and 20", asks, len(took[0]), err)
	}
}

func TestThroughputStopsAtAnError(t *testing.T) {
	t.Parallel()
	s := Side{Name: "fails", Ask: func(context.Context, int, int) error { return errors.New("fails") }}
	if _, err := Throughput(t.Context(), []Side{s}, 10, 4, Pace{Turn: time.Hour, Turns: 1}); err == nil {
		t.Error("an error of a question is passed over")
	}
}

// A body comes with its length or in pieces; both are the body, and what is no answer is an error with its text.
func TestConnection(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("lang ", 5000)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/whole":
			_, _ = w.Write([]byte(r.Header.Get("Accept")))
		case "/pieces":
			for range 3 {
				_, _ = w.Write([]byte(long))
				_ = http.NewResponseController(w).Flush()
			}
		case "/post":
			var b bytes.Buffer
			_, _ = b.ReadFrom(r.Body)
			_, _ = w.Write(b.Bytes())
		default:
			http.Error(w, "weg", http.StatusNotFound)
		}
	}))
	defer s.Close()
	c, err := Dial(s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	for range 2 {
		for _, ask := range []struct {
			request []byte
			want    string
		}{{Request("/whole", "Accept: text/plain"), "text/plain"}, {Request("/pieces"), long + long + long}, {Post("/post", []byte("iets")), "iets"}} {
			if got, err := c.Get(ask.request); err != nil || string(got) != ask.want {
				t.Errorf("%q: %d bytes, %v; want %d bytes", ask.request, len(got), err, len(ask.want))
			}
		}
		if _, err := c.Get(Request("/nowhere")); err == nil || !strings.Contains(err.Error(), "404") || !strings.Contains(err.Error(), "weg") {
			t.Errorf("an error page gives %v", err)
		}
	}
}
