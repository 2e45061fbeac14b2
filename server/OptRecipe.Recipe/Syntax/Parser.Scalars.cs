using System.Buffers;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Syntax;

// Scalars: where they end. What they mean is decoded when somebody asks (ScalarText).
internal sealed partial class Parser
{
    private static readonly SearchValues<char> PlainStops = SearchValues.Create("\r\n:#");
    private static readonly SearchValues<char> FlowPlainStops = SearchValues.Create("\r\n:#,[]{}");
    private static readonly SearchValues<char> DoubleQuoteStops = SearchValues.Create("\"\\\r\n");

    /// <summary>Anything that can start in the middle of a line. A plain scalar is read to the end of the line only.</summary>
    private int ParseInlineNode(int parentIndent, bool isFlow)
    {
        if (IsBlankAt(at)) return Missing(at);
        switch (Current)
        {
            case '"' or '\'':
                return ParseQuoted();
            case '[' or '{':
                return depth >= SyntaxTree.MaximumDepth ? SkipDeepFlow() : ParseFlow(parentIndent);
            case '*':
                return ParseAlias();
            case '`' or '@' or '%' or ',' or ']' or '}' or '|' or '>':
                Report(SyntaxProblemKind.UnexpectedCharacter, new(at, 1));
                break;
        }
        var start = at;
        at = Math.Max(PlainEnd(isFlow || Current is not (',' or ']' or '}') ? at : at + 1, isFlow), at + 1);
        return Add(SyntaxKind.Plain, start, at);
    }

    /// <summary>Where a plain scalar ends on this line: before white space and what stops it.</summary>
    private int PlainEnd(int from, bool isFlow)
    {
        var end = from;
        for (; ; end++)
        {
            var found = text.AsSpan(end).IndexOfAny(isFlow ? FlowPlainStops : PlainStops);
            end = found < 0 ? text.Length : end + found;
            if (end == text.Length || text[end] is '\r' or '\n') break;
            if (text[end] == ':' ? IsBlankAt(end + 1) || (isFlow && text[end + 1] is ',' or '[' or ']' or '{' or '}') : text[end] != '#' || (end > from && text[end - 1] is ' ' or '\t')) break;
        }
        while (end > from && text[end - 1] is ' ' or '\t') end--;
        return end;
    }

    /// <summary>Adds the following lines of a plain scalar. A line that reads as a key is none of it.</summary>
    private void ContinuePlain(int node, int parentIndent, bool isFlow)
    {
        for (; ; )
        {
            var state = Save();
            var isContinued = MoveToContent() && comments.Count == state.Comments && problems.Count == state.Problems && at < text.Length && Column > parentIndent && !AtAnyMarker
                && !(isFlow && (text[at] is ',' or '[' or ']' or '{' or '}' || IsBlockAgain()));
            var start = at;
            if (isContinued)
            {
                at = PlainEnd(at, isFlow);
                isContinued = at > start && (isFlow || !AtColon());
            }
            if (!isContinued)
            {
                Restore(state);
                return;
            }
            nodes[node].End = at;
            nodes[node].Flags |= NodeFlags.Decoded;
        }
    }

    private int ParseAlias()
    {
        var start = at++;
        while (!IsBlankAt(at) && text[at] is not (',' or '[' or ']' or '{' or '}')) at++;
        if (at == start + 1) Report(SyntaxProblemKind.UnexpectedCharacter, new(start, 1));
        return Add(SyntaxKind.Alias, start, at);
    }

    private int ParseQuoted()
    {
        var start = at;
        var quote = text[start];
        var close = QuoteEnd(start, out var isDecoded, out var line);
        if (close < 0 || (line >= 0 && !IsAfterQuoteFine(close)))
        {
            // Multi-line quotes are rare: with something odd behind the closing one, this line's end is where it was meant to close.
            Report(SyntaxProblemKind.UnclosedQuote, new(start, 1));
            isUnclosedReported = true;
            at = LineEnd(start);
            while (at > start + 1 && text[at - 1] is ' ' or '\t') at--;
            return Recovered(Add(SyntaxKind.Plain, start, at));
        }
        at = close;
        if (line >= 0) lineStart = line;
        if (quote == '"' && isDecoded) CheckEscapes(start, close);
        return Add(quote == '"' ? SyntaxKind.DoubleQuoted : SyntaxKind.SingleQuoted, start, close, isDecoded ? NodeFlags.Decoded : NodeFlags.None);
    }

    /// <summary>The offset behind the closing quote, −1 when there is none; <paramref name="line"/> is the start of its line when it is another line than the opening one's.</summary>
    private int QuoteEnd(int start, out bool isDecoded, out int line)
    {
        (isDecoded, line) = (false, -1);
        var quote = text[start];
        for (var i = start + 1; i < text.Length; i++)
        {
            var found = quote == '"' ? text.AsSpan(i).IndexOfAny(DoubleQuoteStops) : text.AsSpan(i).IndexOfAny('\'', '\n', '\r');
            if (found < 0) return -1;
            i += found;
            var c = text[i];
            if (c == quote && !(quote == '\'' && i + 1 < text.Length && text[i + 1] == '\'')) return i + 1;
            isDecoded = true;
            if (c == '\'') i++;
            else if (c == '\\' && i + 1 < text.Length && text[i + 1] is not ('\n' or '\r')) i++;
            else if (c is '\n' or '\r')
            {
                line = i + 1;
                var rest = text.AsSpan(line);
                if ((rest.StartsWith("---") || rest.StartsWith("...")) && IsBlankAt(line + 3)) return -1;
            }
        }
        return -1;
    }

    private bool IsAfterQuoteFine(int position)
    {
        while (position < text.Length && text[position] is ' ' or '\t') position++;
        return position >= text.Length || text[position] is '\n' or '\r' or '#' or ':' or ',' or ']' or '}';
    }

    private void CheckEscapes(int start, int end)
    {
        for (var i = start + 1; i < end - 1; i++)
        {
            if (text[i] != '\\') continue;
            var length = ScalarText.EscapeLength(text.AsSpan(i, end - 1 - i));
            if (length == 0) Report(SyntaxProblemKind.BadEscape, new(i, Math.Min(2, end - 1 - i)));
            i += Math.Max(length, 2) - 1;
        }
    }

    private int ParseBlockScalar(int parentIndent)
    {
        var start = at;
        var kind = text[at++] == '|' ? SyntaxKind.Literal : SyntaxKind.Folded;
        var indent = 0;
        for (; Current is '+' or '-' or (>= '1' and <= '9'); at++)
            if (char.IsAsciiDigit(Current)) indent = Math.Max(parentIndent, 0) + Current - '0';
        var headerEnd = at;
        while (Current is ' ' or '\t') at++;
        if (Current == '#' && at > headerEnd) comments.Add(TextSpan.Between(at, LineEnd(at)));
        else if (!IsBlankAt(at) || at - start > 3) Report(SyntaxProblemKind.BadBlockHeader, TextSpan.Between(start, LineEnd(at)));
        at = LineEnd(at);
        var node = Add(kind, start, headerEnd, NodeFlags.Decoded);
        for (var line = NextLine(at); line < text.Length; line = NextLine(at))
        {
            var blanks = text.AsSpan(line).IndexOfAnyExcept(' ');
            var first = blanks < 0 ? text.Length : line + blanks;
            var isBlank = IsBlankAt(first) && Peek(first - at) != '\t';
            if (!isBlank && indent == 0 && first - line > parentIndent) indent = first == line ? -1 : first - line;
            if (isBlank && (indent <= 0 || first - line <= indent))
            {
                at = first;
                if (at == text.Length) break;
                continue;
            }
            // An indentation of −1 is the root's, where the text may stand at column 0.
            if (indent == 0 || first - line < indent || (indent < 0 && AtMarkerAt(line))) break;
            at = LineEnd(first);
            nodes[node].End = at;
            lineStart = line;
        }
        at = Math.Max(nodes[node].End, LineEnd(headerEnd));
        nodes[node].Extra = (short)Math.Clamp(indent, -1, short.MaxValue);
        return node;
    }

    private bool AtMarkerAt(int line) => IsBlankAt(line + 3) && (text.AsSpan(line).StartsWith("---") || text.AsSpan(line).StartsWith("..."));

    /// <summary>The start of the line after the one that ends at <paramref name="end"/>.</summary>
    private int NextLine(int end) => end >= text.Length ? text.Length : end + (text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? 2 : 1);

    private void ReadProperty(ref NodeProperties properties)
    {
        var start = at++;
        if (text[start] == '!' && Current == '<')
        {
            var close = text.AsSpan(at).IndexOf('>');
            at = close < 0 ? LineEnd(at) : at + close + 1;
        }
        else while (!IsBlankAt(at) && !(text[at] is ',' or '[' or ']' or '{' or '}' && (InFlow || text[start] == '&'))) at++;
        var span = TextSpan.Between(start, at);
        if (text[start] == '&' && span.Length == 1) Report(SyntaxProblemKind.UnexpectedCharacter, span);
        properties = text[start] == '&' ? properties with { Anchor = span } : properties with { Tag = span };
    }

    private static NodeProperties Merge(NodeProperties outer, NodeProperties inner) =>
        new(0, inner.Anchor.Length > 0 ? inner.Anchor : outer.Anchor, inner.Tag.Length > 0 ? inner.Tag : outer.Tag);

    private int WithProperties(int node, NodeProperties found)
    {
        if (found.Anchor.Length == 0 && found.Tag.Length == 0) return node;
        if (found.Tag.Length > 0) Report(SyntaxProblemKind.Tag, found.Tag);
        nodes[node].Flags |= NodeFlags.HasProperties;
        properties.Add(found with { Node = node });
        return node;
    }

    /// <summary>Moves to a colon that makes what stands before it a key.</summary>
    private bool AtColon()
    {
        var position = at;
        while (position < text.Length && text[position] is ' ' or '\t') position++;
        if (position >= text.Length || text[position] != ':' || !IsBlankAt(position + 1)) return false;
        at = position;
        return true;
    }
}
