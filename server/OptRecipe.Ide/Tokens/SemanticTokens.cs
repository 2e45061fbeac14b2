using System.Collections.Immutable;
using OptRecipe.Ide.Names;
using OptRecipe.Pipeline;
using OptRecipe.Recipe.Binding;
using OptRecipe.Recipe.Checks;
using OptRecipe.Recipe.Presets;
using OptRecipe.Recipe.Schema;
using OptRecipe.Recipe.Syntax;
using OptRecipe.Recipe.TargetFiles;
using OptRecipe.Recipe.Text;

namespace OptRecipe.Ide.Tokens;

/// <summary>The words of a recipe by their meaning, in the order of the text; no token crosses a line or another token.</summary>
public sealed class SemanticTokens
{
    /// <summary>The diagnostic on names of other tools.</summary>
    private const string LegacyCode = "OR1111";

    private readonly RecipeAnalysis analysis;
    private readonly string text;
    private readonly HashSet<int> legacy = [];
    private readonly ImmutableArray<SemanticToken>.Builder tokens = ImmutableArray.CreateBuilder<SemanticToken>(256);
    private int nextComment;

    private SemanticTokens(RecipeAnalysis analysis)
    {
        (this.analysis, text) = (analysis, analysis.Text.Text);
        foreach (var diagnostic in analysis.Diagnostics)
            if (diagnostic.Descriptor.Code == LegacyCode) legacy.Add(diagnostic.Span.Start);
    }

    public static ImmutableArray<SemanticToken> Of(RecipeAnalysis analysis)
    {
        var found = new SemanticTokens(analysis);
        SchemaWalk.Over(analysis, found.Add);
        found.AddCommentsBefore(int.MaxValue);
        return found.tokens.DrainToImmutable();
    }

    private void Add(SchemaWord word)
    {
        var node = word.Node;
        switch (word.Role)
        {
            case WordRole.Anchored when node.Anchor is { } anchor: Add(anchor, TokenKind.Variable, TokenTraits.Declaration); break;
            case WordRole.Alias: Add(node.Span, TokenKind.Variable); break;
            case WordRole.Key: AddWord(word, IsTarget(word) ? TokenKind.Class : TokenKind.Property, IsTarget(word) ? TokenTraits.DefaultLibrary : TokenTraits.None); break;
            case WordRole.Kind: AddKind(word); break;
            case WordRole.Value: AddValue(word); break;
        }
    }

    private static bool IsTarget(SchemaWord word) => RecipeNames.IsCoverage(word) && SchemaPlace.TargetKinds?.Find(word.Node.ValueText) is not null;

    private void AddKind(SchemaWord word)
    {
        if (word.Noun == "target" && (word.Key is not null || TargetFile.Is(word.Node.Value))) AddWord(word, TokenKind.Class, word.Key is null ? TokenTraits.None : TokenTraits.DefaultLibrary);
        else if (word.Key is null && word.Type is not null) AddWord(word, TokenKind.String, TokenTraits.None);
        else AddWord(word, word.Key is null || word.Noun == "output" ? TokenKind.Property : TokenKind.Method, TokenTraits.None);
    }

    private void AddWord(SchemaWord word, TokenKind kind, TokenTraits traits) => Add(word.Node.Span, kind, legacy.Contains(word.Node.Span.Start) ? traits | TokenTraits.Deprecated : traits);

    private void AddValue(SchemaWord word)
    {
        var node = word.Node;
        var value = node.ValueText;
        var scalar = SchemaPlace.Shaped<ScalarType>(word.Type);
        if (legacy.Contains(node.Span.Start)) AddWord(word, TokenKind.EnumMember, TokenTraits.None);
        else if (RecipeNames.IsPreset(word)) Add(node.Span, TokenKind.Namespace, PresetCatalog.Find(node.Value) is null ? TokenTraits.None : TokenTraits.DefaultLibrary);
        else if (IsKnownWord(scalar, value)) Add(node.Span, TokenKind.EnumMember);
        else if (scalar?.Kind is ScalarKind.OperatorName) Add(node.Span, TokenKind.Function);
        else if (scalar?.Kind is ScalarKind.TensorName or ScalarKind.Path) Add(node.Span, value.ContainsAny('*', '?') ? TokenKind.Regexp : TokenKind.String);
        else if (scalar?.Kind is ScalarKind.Text || !QuantityText.Split(analysis.Text.Slice(node.ContentSpan()), AddPart, node.ContentSpan().Start)) Add(node.Span, TokenKind.String);
    }

    private void AddPart(TextSpan span, bool isUnit) => Add(span, isUnit ? TokenKind.Keyword : TokenKind.Number);

    private static bool IsKnownWord(ScalarType? scalar, ReadOnlySpan<char> value)
    {
        if (value is "true" or "false" || (scalar is null && value is "null" or "~")) return true;
        if (scalar is null) return false;
        if (scalar.Kind == ScalarKind.Runtime) return true;
        foreach (var known in scalar.Values) if (value.SequenceEqual(known.Name)) return true;
        return false;
    }

    private void Add(TextSpan span, TokenKind kind, TokenTraits traits = TokenTraits.None)
    {
        AddCommentsBefore(span.Start);
        for (var (at, end) = (span.Start, span.End); at < end;)
        {
            var line = text.AsSpan(at, end - at);
            var length = line.IndexOfAny('\r', '\n') is var found && found < 0 ? line.Length : found;
            var content = line[..length];
            var blanks = content.Length - content.TrimStart(" \t").Length;
            if (content.TrimEnd(" \t").Length is var used && used > blanks) tokens.Add(new(at + blanks, used - blanks, kind, traits));
            at += length + 1;
        }
    }

    private void AddCommentsBefore(int offset)
    {
        var comments = analysis.Syntax.Comments;
        for (; nextComment < comments.Length && comments[nextComment].Start < offset; nextComment++)
        {
            var comment = comments[nextComment];
            var content = text.AsSpan(comment.Start, comment.Length);
            var word = content.IndexOf(Suppressions.Word);
            if (word < 0 || content[1..word].ContainsAnyExcept(' ', '\t')) continue;
            tokens.Add(new(comment.Start + word, Suppressions.Word.Length, TokenKind.Decorator, TokenTraits.None));
            var code = content[(word + Suppressions.Word.Length)..].IndexOf("OR");
            if (code < 0) continue;
            var start = word + Suppressions.Word.Length + code;
            var rest = content[start..];
            var length = rest.IndexOfAnyExceptInRange('0', 'Z') is var end && end < 0 ? rest.Length : end;
            tokens.Add(new(comment.Start + start, rest[..length].TrimEnd(':').Length, TokenKind.EnumMember, TokenTraits.None));
        }
    }
}
