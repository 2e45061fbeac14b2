using System.Collections.Immutable;
using OptRecipe.Ide.Tokens;
using OptRecipe.Lsp.Protocol;
using OptRecipe.Recipe.Text;

namespace OptRecipe.LanguageServer.Convert;

/// <summary>Tokens as the wire has them: five numbers each, places relative to the token before.</summary>
public static class TokenData
{
    public static int[] Of(ImmutableArray<SemanticToken> tokens, SourceText text, PositionEncoding encoding, TextSpan? within = null)
    {
        var data = new List<int>(tokens.Length * 5);
        var positions = new Positions(text, encoding);
        var (line, previousLine, previousCharacter) = (0, 0, 0);
        foreach (var token in tokens)
        {
            if (within is { } span && (token.End < span.Start || token.Start > span.End)) continue;
            while (line + 1 < text.Lines.LineCount && text.Lines.LineStart(line + 1) <= token.Start) line++;
            var (character, length) = encoding == PositionEncoding.Utf16
                ? (token.Start - text.Lines.LineStart(line), token.Length)
                : positions.Position(token.Start).Character is var start ? (start, positions.Position(token.End).Character - start) : default;
            data.AddRange([line - previousLine, line == previousLine ? character - previousCharacter : character, length, (int)token.Kind, (int)token.Traits]);
            (previousLine, previousCharacter) = (line, character);
        }
        return [.. data];
    }

    /// <summary>The one replacement, of whole tokens, that makes of the old data the new.</summary>
    public static (int Start, int DeleteCount, ArraySegment<int> Data) Difference(int[] old, int[] now)
    {
        var shorter = Math.Min(old.Length, now.Length);
        var start = old.AsSpan().CommonPrefixLength(now) / 5 * 5;
        var end = 0;
        while (end + 5 <= shorter - start && old.AsSpan(old.Length - end - 5, 5).SequenceEqual(now.AsSpan(now.Length - end - 5, 5))) end += 5;
        return (start, old.Length - end - start, new(now, start, now.Length - end - start));
    }
}
