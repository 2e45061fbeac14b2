using System.Buffers;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Recipe.Syntax;

/// <summary>Characters YAML does not allow in a text (YAML 1.2.2 §5.1), one problem per kind; and whether it is a text at all.</summary>
internal static class CharacterScan
{
    private static readonly SearchValues<char> Suspicious = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Where(c => c is not ('\t' or '\n' or '\r')).Select(c => (char)c), '\u007F', '\uFFFE', '\uFFFF', '\uFFFD']);

    internal static bool IsText(string text, List<SyntaxProblem> problems)
    {
        if (text.Length >= SyntaxTree.MaximumLength) problems.Add(new(SyntaxProblemKind.TooLarge, new(0, FirstLine(text))));
        var (count, first) = (0, -1);
        for (var at = text.AsSpan().IndexOfAny(Suspicious); at >= 0 && at < text.Length;)
        {
            if (first < 0) first = at;
            count++;
            var next = text.AsSpan(at + 1).IndexOfAny(Suspicious);
            at = next < 0 ? -1 : at + 1 + next;
        }
        if (count >= 8 && (long)count * 50 > text.Length)
        {
            problems.Clear();
            problems.Add(new(SyntaxProblemKind.NotText, new(0, FirstLine(text)), default, count));
            return false;
        }
        if (count > 0) problems.Add(new(SyntaxProblemKind.ControlCharacter, new(first, 1), default, count));
        FindLoneSurrogates(text, problems);
        return true;
    }

    private static void FindLoneSurrogates(string text, List<SyntaxProblem> problems)
    {
        var (count, first) = (0, -1);
        for (var at = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF'); at >= 0;)
        {
            var isPair = char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]);
            if (!isPair && count++ == 0) first = at;
            at += isPair ? 2 : 1;
            var next = text.AsSpan(at).IndexOfAnyInRange('\uD800', '\uDFFF');
            at = next < 0 ? -1 : at + next;
        }
        if (count > 0) problems.Add(new(SyntaxProblemKind.LoneSurrogate, new(first, 1), default, count));
    }

    private static int FirstLine(string text)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        return Math.Min(end < 0 ? text.Length : end, 80);
    }
}
