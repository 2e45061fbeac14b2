using System.Collections.Immutable;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

/// <summary>A document's URI as the client spells it, and its version where the client gives one.</summary>
public readonly record struct TextDocumentIdentifier(string Uri, int? Version)
{
    public static TextDocumentIdentifier Read(ref JsonInput input)
    {
        string? uri = null;
        int? version = null;
        input.Object();
        while (input.Member())
        {
            if (input.Is("uri"u8)) uri = input.Text();
            else if (input.Is("version"u8)) version = input.IntegerOrNull();
            else input.Skip();
        }
        return new(uri ?? throw input.Missing("uri"), version);
    }
}

/// <summary>Params that name a document and nothing else that we use: didClose, didSave, documentSymbol, codeLens.</summary>
public sealed record TextDocumentParams(TextDocumentIdentifier TextDocument)
{
    public static TextDocumentParams Read(ref JsonInput input)
    {
        TextDocumentIdentifier? document = null;
        input.Object();
        while (input.Member())
        {
            if (input.Is("textDocument"u8)) document = TextDocumentIdentifier.Read(ref input);
            else input.Skip();
        }
        return new(document ?? throw input.Missing("textDocument"));
    }
}

/// <summary>Params that name a place in a document: hover, completion.</summary>
public sealed record TextDocumentPositionParams(TextDocumentIdentifier TextDocument, Position Position)
{
    public static TextDocumentPositionParams Read(ref JsonInput input)
    {
        TextDocumentIdentifier? document = null;
        Position? position = null;
        input.Object();
        while (input.Member())
        {
            if (input.Is("textDocument"u8)) document = TextDocumentIdentifier.Read(ref input);
            else if (input.Is("position"u8)) position = Protocol.Position.Read(ref input);
            else input.Skip();
        }
        return new(document ?? throw input.Missing("textDocument"), position ?? throw input.Missing("position"));
    }
}

public sealed record DidOpenParams(string Uri, string LanguageId, int Version, string Text)
{
    public static DidOpenParams Read(ref JsonInput input)
    {
        DidOpenParams? document = null;
        input.Object();
        while (input.Member())
        {
            if (input.Is("textDocument"u8)) document = ReadItem(ref input);
            else input.Skip();
        }
        return document ?? throw input.Missing("textDocument");
    }

    private static DidOpenParams ReadItem(ref JsonInput input)
    {
        string? uri = null, text = null;
        var language = "";
        var version = 0;
        input.Object();
        while (input.Member())
        {
            if (input.Is("uri"u8)) uri = input.Text();
            else if (input.Is("languageId"u8)) language = input.TextOrNull() ?? "";
            else if (input.Is("version"u8)) version = input.IntegerOrNull() ?? 0;
            else if (input.Is("text"u8)) text = input.Text();
            else input.Skip();
        }
        return new(uri ?? throw input.Missing("uri"), language, version, text ?? throw input.Missing("text"));
    }
}

/// <param name="Range">What is replaced; null: the whole text.</param>
public readonly record struct ContentChange(Range? Range, string Text)
{
    public static ContentChange Read(ref JsonInput input)
    {
        Range? range = null;
        string? text = null;
        input.Object();
        while (input.Member())
        {
            if (input.Is("range"u8))
            {
                if (input.IsNull) input.Skip();
                else range = Protocol.Range.Read(ref input);
            }
            else if (input.Is("text"u8)) text = input.Text();
            else input.Skip();
        }
        return new(range, text ?? throw input.Missing("text"));
    }
}

public sealed record DidChangeParams(TextDocumentIdentifier TextDocument, ImmutableArray<ContentChange> ContentChanges)
{
    public static DidChangeParams Read(ref JsonInput input)
    {
        TextDocumentIdentifier? document = null;
        ImmutableArray<ContentChange>? changes = null;
        input.Object();
        while (input.Member())
        {
            if (input.Is("textDocument"u8)) document = TextDocumentIdentifier.Read(ref input);
            else if (input.Is("contentChanges"u8)) changes = input.List(ContentChange.Read);
            else input.Skip();
        }
        return new(document ?? throw input.Missing("textDocument"), changes ?? throw input.Missing("contentChanges"));
    }
}

/// <summary>Params that name a range of a document.</summary>
public sealed record TextDocumentRangeParams(TextDocumentIdentifier TextDocument, Range Range)
{
    public static TextDocumentRangeParams Read(ref JsonInput input)
    {
        TextDocumentIdentifier? document = null;
        Range? range = null;
        input.Object();
        while (input.Member())
        {
            if (input.Is("textDocument"u8)) document = TextDocumentIdentifier.Read(ref input);
            else if (input.Is("range"u8)) range = Protocol.Range.Read(ref input);
            else input.Skip();
        }
        return new(document ?? throw input.Missing("textDocument"), range ?? throw input.Missing("range"));
    }
}
