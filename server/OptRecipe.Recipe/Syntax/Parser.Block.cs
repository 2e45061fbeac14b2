using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Syntax;

// Block collections: columns say what belongs together.
internal sealed partial class Parser
{
    /// <summary>Reads what stands after an indicator or at the start of the document.</summary>
    /// <param name="parentIndent">The column of the collection this belongs to; a following line belongs here only when it starts further right.</param>
    /// <param name="dashAtParent">A list may stand at the parent's own column: the value of a key.</param>
    /// <param name="isBlockAllowed">A block collection may start on this very line: after a dash, not after a colon.</param>
    private int ParseNode(int parentIndent, bool dashAtParent, bool isBlockAllowed)
    {
        var empty = Current == ' ' ? at + 1 : at;
        NodeProperties outer = default, inner = default;
        var start = -1;
        for (; ; )
        {
            var crossed = MoveToContent();
            if (crossed) (isBlockAllowed, outer, inner, start) = (true, Merge(outer, inner), default, -1);
            if (at >= text.Length || AtAnyMarker || (crossed && Column <= parentIndent && !(dashAtParent && Column == parentIndent && AtDash)))
                return WithProperties(Missing(Math.Min(empty, text.Length)), Merge(outer, inner));
            if (Current is not ('&' or '!')) break;
            if (start < 0) start = at;
            ReadProperty(ref inner);
            empty = at;
        }
        if (depth == SyntaxTree.MaximumDepth) return SkipTooDeep(parentIndent, empty);
        depth++;
        var node = ParseContent(parentIndent, dashAtParent, isBlockAllowed, start < 0 ? at : start, ref inner);
        depth--;
        return WithProperties(node, Merge(outer, inner));
    }

    private int ParseContent(int parentIndent, bool dashAtParent, bool isBlockAllowed, int start, ref NodeProperties properties)
    {
        var column = start - lineStart;
        if (AtDash)
        {
            if (!isBlockAllowed) Report(SyntaxProblemKind.UnexpectedText, new(at, 1));
            var sharesColumn = dashAtParent && column == parentIndent;
            return ParseSequence(column, sharesColumn ? parentIndent - 1 : parentIndent, sharesColumn);
        }
        if (isBlockAllowed && Current is '?' or ':' && IsBlankAt(at + 1)) return ParseMapping(column, parentIndent, -1);
        if (Current is '|' or '>') return ParseBlockScalar(parentIndent);

        var key = ParseInlineNode(parentIndent, isFlow: false);
        if (AtColon())
        {
            if (!isBlockAllowed) Report(SyntaxProblemKind.NestedMappingInLine, new(at, 1));
            key = WithProperties(key, properties);
            properties = default;
            return ParseMapping(column, parentIndent, key);
        }
        if (nodes[key].Kind != SyntaxKind.Plain) return key;
        if (isBlockAllowed && KeyFollowsAt(column)) return ParseMapping(column, parentIndent, key);
        ContinuePlain(key, parentIndent, isFlow: false);
        return key;
    }

    private int ParseMapping(int column, int parentIndent, int key)
    {
        var mapping = Add(SyntaxKind.Mapping, key < 0 ? at : nodes[key].Start, at);
        var last = -1;
        var isRecovered = false;
        for (; ; )
        {
            CheckIndentation();
            ParsePair(mapping, ref last, column, key, isRecovered);
            key = -1;
            if (!MoveToNextLine() || AtAnyMarker || Column <= parentIndent || (AtDash && Column < column)) return mapping;
            isRecovered = Column != column;
            if (AtDash) Report(SyntaxProblemKind.UnexpectedText, new(at, 1));
            else if (isRecovered) Report(SyntaxProblemKind.WrongIndentation, TextSpan.Between(at, WordEnd()), new(nodes[mapping].Start, 0));
        }
    }

    private void ParsePair(int mapping, ref int last, int column, int key, bool isRecovered)
    {
        if (key < 0 && AtDash)
        {
            Attach(mapping, ref last, Missing(at));
            Attach(mapping, ref last, Recovered(ParseNode(column, dashAtParent: true, isBlockAllowed: true)));
            return;
        }
        if (key < 0 && Current == '?' && IsBlankAt(at + 1))
        {
            ParseExplicitPair(mapping, ref last, column);
            return;
        }
        if (key < 0) key = ParseKey(column);
        Attach(mapping, ref last, isRecovered ? Recovered(key) : key);
        if (nodes[key].End - nodes[key].Start > 1024 || nodes[key].Kind is SyntaxKind.Mapping or SyntaxKind.Sequence)
            Report(SyntaxProblemKind.ComplexKey, TextSpan.Between(nodes[Recovered(key)].Start, nodes[key].End));
        if (AtColon())
        {
            at++;
            Attach(mapping, ref last, ParseNode(column, dashAtParent: true, isBlockAllowed: false));
            return;
        }
        if (!isRecovered) ReportMissingColon(key);
        Recovered(key);
        var value = FollowsDeeper(column) ? ParseNode(column, dashAtParent: true, isBlockAllowed: false) : Missing(nodes[key].End);
        Attach(mapping, ref last, Recovered(value));
    }

    private void ParseExplicitPair(int mapping, ref int last, int column)
    {
        Report(SyntaxProblemKind.ComplexKey, new(at, 1));
        at++;
        Attach(mapping, ref last, Recovered(ParseNode(column, dashAtParent: true, isBlockAllowed: true)));
        MoveToContent();
        var hasValue = Column == column && Current == ':' && IsBlankAt(at + 1);
        if (hasValue) at++;
        Attach(mapping, ref last, hasValue ? ParseNode(column, dashAtParent: true, isBlockAllowed: true) : Missing(nodes[last].End));
    }

    private int ParseKey(int column)
    {
        var found = default(NodeProperties);
        while (Current is '&' or '!')
        {
            ReadProperty(ref found);
            while (Current is ' ' or '\t') at++;
        }
        if (Current != ':' || !IsBlankAt(at + 1)) return WithProperties(ParseInlineNode(column, isFlow: false), found);
        Report(SyntaxProblemKind.EmptyKey, new(at, 1));
        return WithProperties(Missing(at), found);
    }

    /// <param name="sharesColumn">The key this is the value of stands at the same column, so a line there without a dash is the next key.</param>
    private int ParseSequence(int column, int parentIndent, bool sharesColumn)
    {
        var sequence = Add(SyntaxKind.Sequence, at, at);
        var last = -1;
        for (; ; )
        {
            CheckIndentation();
            if (AtDash) at++;
            nodes[sequence].End = Math.Max(nodes[sequence].End, at);
            Attach(sequence, ref last, ParseNode(column, dashAtParent: false, isBlockAllowed: true));
            if (!MoveToNextLine() || AtAnyMarker || Column <= parentIndent) return sequence;
            if (AtDash && Column == column) continue;
            if (!AtDash && (Column < column || (Column == column && sharesColumn))) return sequence;
            Report(!AtDash && Column == column ? SyntaxProblemKind.MissingDash : SyntaxProblemKind.WrongIndentation, TextSpan.Between(at, WordEnd()), new(nodes[sequence].Start, 0));
        }
    }

    /// <summary>Whether what follows a key without a colon is meant to be its value.</summary>
    private bool FollowsDeeper(int column)
    {
        var state = Save();
        var follows = MoveToContent() && at < text.Length && !AtAnyMarker && (Column > column || (Column == column && AtDash));
        Restore(state);
        return follows;
    }

    /// <summary>Whether a plain scalar is a key whose colon is missing: no YAML has a key further down at its column.</summary>
    private bool KeyFollowsAt(int column)
    {
        const int lineLimit = 50;
        var state = Save();
        var follows = false;
        for (var line = 0; line < lineLimit && MoveToContent() && at < text.Length && Column >= column && !AtAnyMarker; line++)
        {
            if (Column == column && !AtDash)
            {
                at = Current is '"' or '\'' ? at : PlainEnd(at, isFlow: false);
                follows = AtColon();
                break;
            }
            at = LineEnd(at);
        }
        Restore(state);
        return follows;
    }

    /// <summary>To the first character of the next line with content; what is left on this line is a problem. False at the end of the text.</summary>
    private bool MoveToNextLine()
    {
        MoveToContent();
        if (at < text.Length && at != firstOnLine)
        {
            Report(SyntaxProblemKind.UnexpectedText, TextSpan.Between(at, LineEnd(at)));
            at = LineEnd(at);
            MoveToContent();
        }
        return at < text.Length;
    }

    /// <summary>Passes over what is nested deeper than anybody writes, without recursion.</summary>
    private int SkipTooDeep(int parentIndent, int empty)
    {
        if (!isTooDeep) Report(SyntaxProblemKind.NestedTooDeeply, new(at, 1));
        isTooDeep = true;
        do at = LineEnd(at);
        while (MoveToContent() && at < text.Length && Column > parentIndent && !AtAnyMarker);
        return Recovered(Missing(empty));
    }

    private void ReportMissingColon(int key)
    {
        var (start, end) = (nodes[key].Start, nodes[key].End);
        var colon = nodes[key].Kind == SyntaxKind.Plain ? text.AsSpan(start, end - start).IndexOf(':') : -1;
        if (colon > 0) Report(SyntaxProblemKind.MissingSpaceAfterColon, new(start + colon, 1));
        else if (nodes[key].Kind != SyntaxKind.Missing) Report(SyntaxProblemKind.MissingColon, TextSpan.Between(start, end));
    }

    private int Recovered(int node)
    {
        nodes[node].Flags |= NodeFlags.Recovered;
        return node;
    }

    private int WordEnd()
    {
        var end = PlainEnd(at, isFlow: false);
        var space = text.AsSpan(at, end - at).IndexOf(' ');
        return space > 0 ? at + space : Math.Max(end, at + 1);
    }
}
