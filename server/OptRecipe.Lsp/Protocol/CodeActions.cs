using System.Collections.Immutable;
using System.Text.Json;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

/// <summary>The kinds of code action we use, as the wire has them.</summary>
public static class CodeActionKinds
{
    public const string QuickFix = "quickfix";
    public const string Extract = "refactor.extract";
    public const string Rewrite = "refactor.rewrite";
    public const string FixAll = "source.fixAll.optrecipe";
    public static ImmutableArray<string> All { get; } = [QuickFix, Extract, Rewrite, FixAll];
}

/// <param name="Only">Kinds the client wants; empty: all.</param>
public sealed record CodeActionParams(TextDocumentIdentifier TextDocument, Range Range, ImmutableArray<string> Only)
{
    public static CodeActionParams Read(ref JsonInput input)
    {
        TextDocumentIdentifier? document = null;
        Range? range = null;
        ImmutableArray<string> only = [];
        input.Object();
        while (input.Member())
        {
            if (input.Is("textDocument"u8)) document = TextDocumentIdentifier.Read(ref input);
            else if (input.Is("range"u8)) range = Protocol.Range.Read(ref input);
            else if (input.Is("context"u8) && input.TryObject()) only = ReadOnlyKinds(ref input);
            else if (!input.Is("context"u8)) input.Skip();
        }
        return new(document ?? throw input.Missing("textDocument"), range ?? throw input.Missing("range"), only);
    }

    private static ImmutableArray<string> ReadOnlyKinds(ref JsonInput input)
    {
        ImmutableArray<string> only = [];
        while (input.Member())
        {
            if (input.Is("only"u8) && input.IsArray) only = input.List((ref element) => element.TextOrNull() ?? "");
            else input.Skip();
        }
        return only;
    }
}

/// <param name="Fixes">The published diagnostic that the action removes.</param>
public sealed record CodeAction(string Title, string Kind, WorkspaceEdit? Edit) : IJsonWritable
{
    public Diagnostic? Fixes { get; init; }
    public bool IsPreferred { get; init; }
    /// <summary>Why it cannot be done.</summary>
    public string? Disabled { get; init; }
    /// <summary>What <c>codeAction/resolve</c> makes the edit from.</summary>
    public ItemData? Data { get; init; }

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("title", Title);
        writer.WriteString("kind", Kind);
        if (Fixes is not null) writer.List("diagnostics", ImmutableArray.Create(Fixes));
        if (IsPreferred) writer.WriteBoolean("isPreferred", true);
        if (Disabled is not null)
        {
            writer.WriteStartObject("disabled");
            writer.WriteString("reason", Disabled);
            writer.WriteEndObject();
        }
        writer.Optional("edit", Edit);
        writer.Optional("data", Data);
        writer.WriteEndObject();
    }
}
