//! The events of the YAML parser, put together to a tree in one pass.

use super::anchors::Anchors;
use super::scalar::{self, Resolved};
use super::suspect::{Region, Role};
use super::{Comment, Entry, Limits, Node, Value};
use super::{fault, keys, places};
use crate::finding::Finding;
use crate::source::{SourceFile, Span};
use granit_parser::{Event, ScalarStyle, StructureStyle};
use std::borrow::Cow;
use std::ops::ControlFlow;
use std::sync::Arc;

/// A tree under construction.
pub(super) struct Builder<'a> {
    file: &'a Arc<SourceFile>,
    limits: &'a Limits,
    /// The collections that are not yet closed, outermost first.
    frames: Vec<Frame>,
    /// How many nodes there are, those behind aliases included.
    nodes: usize,
    /// Where the last node ended.
    last_end: usize,
    documents: usize,
    /// Whether the places of scalars and comments are to be noted.
    noting: bool,
    /// Where scalars and comments stand, where that is noted.
    pub(super) regions: Vec<Region>,
    /// The document's outermost node.
    pub(super) root: Option<Node>,
    pub(super) comments: Vec<Comment>,
    pub(super) anchors: Anchors<'a>,
    /// The names of aliases without an anchor before them.
    pub(super) unknown: Vec<(Cow<'a, str>, Span)>,
    pub(super) findings: Vec<Finding>,
}

/// A mapping or sequence that is not yet closed.
struct Frame {
    start: usize,
    flow: bool,
    anchor: usize,
    body: Body,
}

enum Body {
    List(Vec<Node>),
    Map(Vec<Entry>, Key),
}

/// The key that a mapping is waiting with.
enum Key {
    None,
    Text(Box<str>, Span),
    /// One that was refused; its value is read and left out.
    Refused,
}

/// Whether to go on; breaks when a limit was passed or the document has ended.
type Flow = ControlFlow<()>;

impl<'a> Builder<'a> {
    /// A builder for the text of `file`. With `noting`, it notes where scalars and comments stand.
    pub(super) fn new(file: &'a Arc<SourceFile>, limits: &'a Limits, noting: bool) -> Self {
        Self {
            file,
            limits,
            frames: Vec::new(),
            nodes: 0,
            last_end: 0,
            documents: 0,
            noting,
            regions: Vec::new(),
            root: None,
            comments: Vec::new(),
            anchors: Anchors::default(),
            unknown: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// Takes one event.
    pub(super) fn event(&mut self, event: Event<'a>, place: &granit_parser::Span) -> Flow {
        let range = place.byte_range().unwrap_or_default();
        let span = Span::new(range.start, range.end);
        if let Some(tag) = place.tag_span().and_then(|tag| tag.byte_range()) {
            self.findings.push(fault::tag(self.file, Span::new(tag.start, tag.end)));
        }
        match event {
            Event::DocumentStart(..) => self.document(span),
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain && !(tag.is_some() && span.is_empty());
                self.count(span)?;
                self.scalar(text, style, span, anchor, plain)
            }
            Event::SequenceStart(style, anchor, _) => self.open(style, anchor, span, Body::List(Vec::new())),
            Event::MappingStart(style, anchor, _) => {
                self.open(style, anchor, span, Body::Map(Vec::new(), Key::None))
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(id) => self.alias(id, span),
            Event::UnresolvedAlias(name) => {
                self.count(span)?;
                self.unknown.push((name, span));
                self.repeat(Node { span, defined: None, value: Value::Null })
            }
            Event::Anchor(_, name) => {
                self.anchors.name(name, span);
                Flow::Continue(())
            }
            Event::Comment(text, _) => {
                self.count(span)?;
                self.note(span, Role::Comment);
                self.comments.push(Comment { span, text: text.into_owned() });
                Flow::Continue(())
            }
            _ => Flow::Continue(()),
        }
    }

    /// The start of a document, of which there may be one.
    fn document(&mut self, span: Span) -> Flow {
        self.documents += 1;
        if self.documents > 1 {
            self.findings.push(fault::several_documents(self.file, span));
            return Flow::Break(());
        }
        Flow::Continue(())
    }

    /// Counts one node against the limits.
    fn count(&mut self, span: Span) -> Flow {
        self.nodes += 1;
        if self.nodes > self.limits.nodes {
            return self.refuse(fault::too_many_nodes(self.file, span, self.limits.nodes));
        }
        if self.findings.len() + self.unknown.len() > self.limits.findings {
            return self.too_many_findings(span);
        }
        Flow::Continue(())
    }

    /// Stops, because there are findings enough.
    fn too_many_findings(&mut self, span: Span) -> Flow {
        self.findings.truncate(self.limits.findings);
        self.refuse(fault::too_many_findings(self.file, span, self.limits.findings))
    }

    /// Stops at a limit; nothing of the tree remains.
    fn refuse(&mut self, finding: Finding) -> Flow {
        self.findings.push(finding);
        self.root = None;
        Flow::Break(())
    }

    fn scalar(
        &mut self,
        text: Cow<'a, str>,
        style: ScalarStyle,
        span: Span,
        anchor: usize,
        plain: bool,
    ) -> Flow {
        let key = self.awaits_key();
        let span = match style {
            ScalarStyle::Literal | ScalarStyle::Folded => places::block(self.file, span, self.last_end),
            _ if span.is_empty() && !key => places::empty(self.file, span),
            _ => span,
        };
        self.note(span, Role::of(style, key));
        self.last_end = self.last_end.max(span.end as usize);
        if key {
            return self.key(text, span, plain, anchor);
        }
        let resolved = if plain { scalar::resolve(&text) } else { Resolved::Text };
        let value = match resolved {
            Resolved::Value(value) => value,
            Resolved::Text => Value::Text(text.into()),
            Resolved::TooLarge => {
                self.findings.push(fault::number(self.file, span));
                Value::Text(text.into())
            }
        };
        self.complete(Node { span, defined: None, value }, anchor)
    }

    /// A scalar as the key of the innermost mapping.
    fn key(&mut self, text: Cow<'a, str>, span: Span, plain: bool, anchor: usize) -> Flow {
        let written = self.file.slice(span);
        let key = match scalar::resolve(&text) {
            _ if plain && text == "<<" => {
                self.findings.push(fault::merge_key(self.file, span));
                Key::Refused
            }
            Resolved::Value(_) | Resolved::TooLarge if plain => {
                self.findings.push(fault::scalar_key(self.file, written, span));
                Key::Text(written.into(), span)
            }
            _ => {
                if anchor != 0 {
                    let value = Value::Text(text.as_ref().into());
                    self.keep(&Node { span, defined: None, value }, anchor)?;
                }
                Key::Text(text.into(), span)
            }
        };
        self.set_key(key);
        Flow::Continue(())
    }

    /// Opens a mapping or sequence.
    fn open(&mut self, style: StructureStyle, anchor: usize, span: Span, body: Body) -> Flow {
        self.count(span)?;
        if self.frames.len() >= self.limits.depth {
            return self.refuse(fault::too_deep(self.file, span, self.limits.depth));
        }
        let flow = style == StructureStyle::Flow;
        let start = match (&body, self.frames.last()) {
            (Body::List(_), Some(Frame { body: Body::Map(_, Key::Text(_, key)), .. })) if !flow => {
                places::first_dash(self.file, *key, span)
            }
            _ => span.start as usize,
        };
        self.frames.push(Frame { start, flow, anchor, body });
        Flow::Continue(())
    }

    /// Closes the innermost mapping or sequence. The parser puts the end of a block after the blank lines and
    /// comments that follow; here it ends with its last child.
    fn close(&mut self, span: Span) -> Flow {
        let Some(frame) = self.frames.pop() else { return Flow::Continue(()) };
        let (last, value) = match frame.body {
            Body::List(items) => (items.last().map(|item| item.span.end), Value::List(items)),
            Body::Map(mut entries, _) => {
                let last = entries.last().map(|entry| entry.value.span.end.max(entry.key_span.end));
                self.unique(&mut entries)?;
                (last, Value::Map(entries))
            }
        };
        let last = last.map_or(0, |last| last as usize).max(self.last_end.max(frame.start));
        let end = if frame.flow { last.max(span.end as usize) } else { last };
        self.last_end = end;
        self.complete(Node { span: Span::new(frame.start, end), defined: None, value }, frame.anchor)
    }

    /// Reports the keys that occur twice, and keeps the first of each.
    fn unique(&mut self, entries: &mut Vec<Entry>) -> Flow {
        for again in keys::take_repeated(entries) {
            self.findings.push(fault::duplicate_key(self.file, &again.key, again.span, again.first));
            if self.findings.len() > self.limits.findings {
                return self.too_many_findings(again.span);
            }
        }
        Flow::Continue(())
    }

    /// Reports the keys that occur twice in the collections that were never closed.
    pub(super) fn abandon(&mut self) {
        self.root = None;
        while let Some(frame) = self.frames.pop() {
            if let Body::Map(mut entries, _) = frame.body
                && self.unique(&mut entries).is_break()
            {
                return;
            }
        }
    }

    /// Where the innermost flow collection that is still open starts, if one is.
    pub(super) fn open_bracket(&self) -> Option<usize> {
        self.frames.last().filter(|frame| frame.flow).map(|frame| frame.start)
    }

    /// Where the last node ended.
    pub(super) fn reached(&self) -> usize {
        self.last_end
    }

    fn alias(&mut self, id: usize, span: Span) -> Flow {
        self.count(span)?;
        let Some(anchored) = self.anchors.get(id) else {
            let anchor = self.anchors.place(self.file.slice(span).trim_start_matches('*'));
            self.findings.push(fault::recursive_alias(self.file, span, anchor.unwrap_or(span)));
            return self.repeat(Node { span, defined: None, value: Value::Null });
        };
        self.nodes += anchored.weight;
        if self.nodes > self.limits.nodes {
            return self.refuse(fault::too_much_repeated(self.file, span, self.limits.nodes));
        }
        if self.frames.len() + anchored.depth > self.limits.depth {
            return self.refuse(fault::too_deep(self.file, span, self.limits.depth));
        }
        let node = &anchored.node;
        let node = Node { span, defined: Some(node.defined.unwrap_or(node.span)), value: node.value.clone() };
        self.repeat(node)
    }

    /// Puts what stands for an alias into the tree.
    fn repeat(&mut self, node: Node) -> Flow {
        self.last_end = self.last_end.max(node.span.end as usize);
        self.complete(node, 0)
    }

    /// Keeps a node for the aliases that may follow. What is kept has a limit of its own.
    fn keep(&mut self, node: &Node, anchor: usize) -> Flow {
        if self.anchors.keep(anchor, node) > self.limits.nodes {
            return self.refuse(fault::too_much_repeated(self.file, node.span, self.limits.nodes));
        }
        Flow::Continue(())
    }

    /// Puts a node where it belongs: into the innermost collection, or at the root.
    fn complete(&mut self, node: Node, anchor: usize) -> Flow {
        if anchor != 0 {
            self.keep(&node, anchor)?;
        }
        match self.frames.last_mut().map(|frame| &mut frame.body) {
            None => self.root = Some(node),
            Some(Body::List(items)) => items.push(node),
            Some(Body::Map(entries, key)) => match std::mem::replace(key, Key::None) {
                Key::Text(key, key_span) => entries.push(Entry { key, key_span, value: node }),
                Key::Refused => {}
                Key::None => {
                    *key = Key::Refused;
                    self.findings.push(fault::other_key(self.file, node.span));
                }
            },
        }
        Flow::Continue(())
    }

    fn awaits_key(&self) -> bool {
        matches!(self.frames.last(), Some(Frame { body: Body::Map(_, Key::None), .. }))
    }

    fn set_key(&mut self, new: Key) {
        if let Some(Frame { body: Body::Map(_, key), .. }) = self.frames.last_mut() {
            *key = new;
        }
    }

    fn note(&mut self, span: Span, role: Role) {
        if self.noting {
            self.regions.push(Region { span, role });
        }
    }
}
