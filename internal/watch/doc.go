// Package watch tells who watches what has changed, as it changes: the figures of a region to anybody,
// and to a desk or an organisation that something of theirs is new.
//
// A topic is what can be watched: the room of a region, of all kinds or of one ([Room]); what a
// region's desk has to do ([Desk]); what waits for an organisation ([Org]). Frames of room carry the
// figures themselves. Those of the other two carry ids and kinds alone: who may see more asks for it,
// and is weighed then.
//
// Changes come from package board, in the order of the ledger. A topic gathers them for at most a
// quarter of a second and makes one frame, rendered once, whose bytes all its watchers share. No
// watcher has a queue. Each has only its place in the topic's last frames; who falls behind those, or
// comes back with the number that it heard last, gets the newest state of everything that changed since
// ([Hub.Watch]). What a slow watcher missed in between it never hears of, and its picture is whole.
//
// # On a page
//
// A page is complete without any of this. It follows by four things, made with package ui:
//
//	v.frame.Scripts = append(v.frame.Scripts, assets.LiveScript)
//	since := board.Seq()                                     // before the figures are read
//	@ui.Live(ui.LiveView{Feed: "/api/v1/feed?region=" + id, Since: since})   // once, below the h1
//	<li { ui.LiveOffer(id, state, watch.Steps(&offer, now))... }>            // around one offer
//		<div data-figure="status">@ui.StatusMark(…)</div>                    // replaced when the state changes
//		<span data-figure="available" data-one="bed" data-many="bedden">2 bedden</span>
//		<time data-figure="observed" datetime={ ui.MachineTime(at) }>14.32 uur</time>
//	</li>
//
// A list that must not move under a finger stands in an element with data-live-list, which holds
// ui.LiveMore; a part that may be fetched anew has an id and data-live-refresh="desk"; a line of news is
// ui.LiveNews("desk", …), and the feed's address then ends in &desk=1 or &invited=1. Every attribute
// is explained at the top of assets/js/live.js.
//
// Start reading at hub.go.
package watch
