using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Syntax;

// Flow collections: brackets say what belongs together, until a line shows that one was never closed.
internal sealed partial class Parser
{
    private int openBrackets;
    private int openBraces;
    private int flowIndent;
    private int lookaheadLeft = 1_000_000;
    private bool isUnclosedReported;

    private bool InFlow => openBrackets + openBraces > 0;

    /// <param name="parentIndent">The column of the block collection around; only the outermost bracket's counts.</param>
    private int ParseFlow(int parentIndent)
    {
        if (!InFlow) (flowIndent, isUnclosedReported) = (parentIndent, false);
        var open = at;
        var isSequence = text[open] == '[';
        var flow = Add(isSequence ? SyntaxKind.Sequence : SyntaxKind.Mapping, open, open + 1, NodeFlags.Flow);
        at++;
        if (isSequence) openBrackets++;
        else openBraces++;
        var last = -1;
        var isEntryExpected = true;
        for (; ; )
        {
            var crossed = MoveToContent();
            if (at >= text.Length || (crossed && (AtAnyMarker || IsBlockAgain())))
            {
                ReportUnclosed(open);
                break;
            }
            var c = text[at];
            if (c is ']' or '}')
            {
                if (c == (isSequence ? ']' : '}')) { at++; break; }
                if (c == ']' ? openBrackets > 0 : openBraces > 0) { ReportUnclosed(open); break; }
                Report(SyntaxProblemKind.UnexpectedCharacter, new(at++, 1));
                continue;
            }
            if (c == ',')
            {
                if (isEntryExpected) Report(SyntaxProblemKind.UnexpectedCharacter, new(at, 1));
                (isEntryExpected, at) = (true, at + 1);
                continue;
            }
            if (!isEntryExpected) Report(SyntaxProblemKind.MissingComma, new(at, 1));
            isEntryExpected = false;
            if (isSequence) ParseFlowItem(flow, ref last);
            else ParseFlowPair(flow, ref last);
        }
        if (isSequence) openBrackets--;
        else openBraces--;
        nodes[flow].End = Math.Max(nodes[flow].End, text[at - 1] is ']' or '}' ? at : nodes[flow].End);
        return flow;
    }

    private void ParseFlowItem(int flow, ref int last)
    {
        if (Current == '?' && IsBlankAt(at + 1) || (Current == ':' && IsFlowColon(at)))
        {
            AttachSinglePair(flow, ref last, -1);
            return;
        }
        var start = at;
        var item = ParseFlowNode();
        if (AtFlowColon(item)) AttachSinglePair(flow, ref last, item);
        else Attach(flow, ref last, item);
        if (at == start && at < text.Length) at++;
    }

    /// <summary><c>[a: b]</c> is a list with one mapping.</summary>
    private void AttachSinglePair(int flow, ref int last, int key)
    {
        var mapping = Add(SyntaxKind.Mapping, key < 0 ? at : nodes[key].Start, at, NodeFlags.Flow);
        var lastInner = -1;
        if (key < 0) ParseFlowPair(mapping, ref lastInner);
        else FinishFlowPair(mapping, ref lastInner, key);
        Attach(flow, ref last, mapping);
    }

    private void ParseFlowPair(int flow, ref int last)
    {
        var isExplicit = Current == '?' && IsBlankAt(at + 1);
        if (isExplicit)
        {
            Report(SyntaxProblemKind.ComplexKey, new(at, 1));
            at++;
            MoveToContent();
        }
        var start = at;
        var isEmptyKey = (Current == ':' && IsFlowColon(at)) || Current is ',' or ']' or '}' or '\0';
        if (isEmptyKey && Current == ':') Report(SyntaxProblemKind.EmptyKey, new(at, 1));
        var key = isEmptyKey ? Missing(at) : ParseFlowNode();
        FinishFlowPair(flow, ref last, isExplicit ? Recovered(key) : key);
        if (at == start && at < text.Length) at++;
    }

    private void FinishFlowPair(int flow, ref int last, int key)
    {
        Attach(flow, ref last, key);
        if (nodes[key].Kind is SyntaxKind.Mapping or SyntaxKind.Sequence) Report(SyntaxProblemKind.ComplexKey, TextSpan.Between(nodes[key].Start, nodes[key].End));
        if (!AtFlowColon(key))
        {
            Attach(flow, ref last, Missing(nodes[key].End));
            return;
        }
        at++;
        var empty = Current == ' ' ? at + 1 : at;
        var state = Save();
        MoveToContent();
        if (at < text.Length && text[at] is not (',' or ']' or '}') && !(at == firstOnLine && (AtAnyMarker || IsBlockAgain())))
        {
            Attach(flow, ref last, ParseFlowNode());
            return;
        }
        if (at == firstOnLine) Restore(state);
        Attach(flow, ref last, Missing(Math.Min(empty, at)));
    }

    private int ParseFlowNode()
    {
        var found = default(NodeProperties);
        while (Current is '&' or '!')
        {
            ReadProperty(ref found);
            MoveToContent();
        }
        if (at >= text.Length || text[at] is ',' or ']' or '}' || (Current == ':' && IsFlowColon(at))) return WithProperties(Missing(at), found);
        if (depth == SyntaxTree.MaximumDepth && Current is '[' or '{') return WithProperties(SkipDeepFlow(), found);
        depth++;
        var node = ParseInlineNode(flowIndent, isFlow: true);
        depth--;
        if (nodes[node].Kind == SyntaxKind.Plain) ContinuePlain(node, -1, isFlow: true);
        return WithProperties(node, found);
    }

    private bool IsFlowColon(int position) => IsBlankAt(position + 1) || text[position + 1] is ',' or '[' or ']' or '{' or '}';

    /// <summary>Moves to a colon that follows a key, which may stand on the next line; after a quote or a bracket it needs no space behind it.</summary>
    private bool AtFlowColon(int key)
    {
        var state = Save();
        MoveToContent();
        if (Current == ':' && (IsFlowColon(at) || nodes[key].Kind is SyntaxKind.SingleQuoted or SyntaxKind.DoubleQuoted or SyntaxKind.Mapping or SyntaxKind.Sequence)) return true;
        Restore(state);
        return false;
    }

    private void ReportUnclosed(int open)
    {
        if (!isUnclosedReported && !isTooDeep) Report(SyntaxProblemKind.UnclosedBracket, new(open, 1));
        isUnclosedReported = true;
    }

    /// <summary>A line no further right than the block around that reads as its next key or item, while no bracket further down closes this one.</summary>
    private bool IsBlockAgain()
    {
        if (Column > flowIndent || text[at] is ']' or '}' or ',') return false;
        if (isUnclosedReported) return true;
        if (!AtDash)
        {
            var end = PlainEnd(at, isFlow: false);
            if (end == at || end >= text.Length || text[end] != ':') return false;
        }
        return !ClosesLater();
    }

    private bool ClosesLater()
    {
        var open = openBrackets + openBraces;
        for (var i = at; i < text.Length && lookaheadLeft > 0; i++, lookaheadLeft--)
        {
            var c = text[i];
            if (c is '[' or '{') open++;
            else if (c is ']' or '}' && --open == 0) return true;
            else if (c is '"' or '\'' && text[i - 1] is ' ' or '[' or '{' or ',')
            {
                var close = text.AsSpan(i + 1).IndexOf(c);
                if (close < 0) return false;
                lookaheadLeft -= close;
                i += close + 1;
            }
            else if (c == '#' && text[i - 1] is ' ' or '\t' or '\n') i = LineEnd(i);
        }
        return false;
    }

    /// <summary>Passes over brackets nested deeper than anybody writes, without recursion.</summary>
    private int SkipDeepFlow()
    {
        if (!isTooDeep) Report(SyntaxProblemKind.NestedTooDeeply, new(at, 1));
        isTooDeep = true;
        var start = at;
        var open = 0;
        for (; at < text.Length; at++)
        {
            if (text[at] is '[' or '{') open++;
            else if (text[at] is ']' or '}' && --open == 0) { at++; break; }
        }
        var lastBreak = text.AsSpan(0, at).LastIndexOfAny('\r', '\n');
        lineStart = Math.Max(lineStart, lastBreak + 1);
        return Recovered(Missing(start));
    }
}
