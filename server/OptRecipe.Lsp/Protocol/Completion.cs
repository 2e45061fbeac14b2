using System.Collections.Immutable;
using System.Text.Json;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

/// <summary>The kinds of completion item we use.</summary>
public enum CompletionItemKind { Text = 1, Function = 3, Field = 5, Module = 9, Property = 10, Unit = 11, Value = 12, Enum = 13, Snippet = 15, File = 17, Reference = 18, Folder = 19, EnumMember = 20, Constant = 21, Operator = 24 }

/// <param name="Edit">What accepting the item does.</param>
public sealed record CompletionItem(string Label, CompletionItemKind Kind, TextEdit Edit) : IJsonWritable
{
    /// <summary>Where the text is inserted without replacing what stands behind the cursor, for clients that let their users choose; null: no choice.</summary>
    public Range? Insert { get; init; }
    public string? Detail { get; init; }
    public MarkupContent? Documentation { get; init; }
    public string? SortText { get; init; }
    public string? FilterText { get; init; }
    public bool IsSnippet { get; init; }
    /// <summary>Each accepts the item and is written behind it; empty for none.</summary>
    public string CommitCharacters { get; init; } = "";
    /// <summary>Done by the client once the item is written.</summary>
    public Command? Command { get; init; }
    /// <summary>List and number of the item, for resolving it; null when there is nothing to resolve.</summary>
    public (int List, int Index)? Data { get; init; }

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("label", Label);
        writer.WriteNumber("kind", (int)Kind);
        writer.Optional("detail", Detail);
        writer.Optional("documentation", Documentation);
        writer.Optional("sortText", SortText);
        writer.Optional("filterText", FilterText);
        if (IsSnippet) writer.WriteNumber("insertTextFormat", 2);
        if (Insert is { } insert)
        {
            writer.WriteStartObject("textEdit");
            writer.WriteString("newText", Edit.NewText);
            writer.Member("insert", insert);
            writer.Member("replace", Edit.Range);
            writer.WriteEndObject();
        }
        else writer.Member("textEdit", Edit);
        if (CommitCharacters.Length > 0) writer.List("commitCharacters", [.. CommitCharacters.Select(c => c.ToString())]);
        writer.Optional("command", Command);
        if (Data is var (list, index))
        {
            writer.WriteStartObject("data");
            writer.WriteNumber("list", list);
            writer.WriteNumber("index", index);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }
}

public sealed record CompletionList(bool IsIncomplete, ImmutableArray<CompletionItem> Items) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("isIncomplete", IsIncomplete);
        writer.List("items", Items);
        writer.WriteEndObject();
    }
}
