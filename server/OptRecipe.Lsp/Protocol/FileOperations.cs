using System.Collections.Immutable;
using System.Text.Json;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

/// <summary>A file or folder with its new place; of a deleted one <paramref name="NewUri"/> is empty.</summary>
public sealed record FileOperation(string OldUri, string NewUri)
{
    public static FileOperation Read(ref JsonInput input)
    {
        string? oldUri = null;
        var newUri = "";
        input.Object();
        while (input.Member())
        {
            if (input.Is("oldUri"u8) || input.Is("uri"u8)) oldUri = input.Text();
            else if (input.Is("newUri"u8)) newUri = input.Text();
            else input.Skip();
        }
        return new(oldUri ?? throw input.Missing("oldUri"), newUri);
    }
}

/// <summary>Params of willRenameFiles, didRenameFiles and didDeleteFiles.</summary>
public sealed record FileOperationParams(ImmutableArray<FileOperation> Files)
{
    public static FileOperationParams Read(ref JsonInput input)
    {
        ImmutableArray<FileOperation>? files = null;
        input.Object();
        while (input.Member())
        {
            if (input.Is("files"u8)) files = input.List(FileOperation.Read);
            else input.Skip();
        }
        return new(files ?? throw input.Missing("files"));
    }
}

/// <summary>Params of <c>workspace/textDocumentContent</c>, and of its refresh, which we send.</summary>
public sealed record TextDocumentContentParams(string Uri) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("uri", Uri);
        writer.WriteEndObject();
    }

    public static TextDocumentContentParams Read(ref JsonInput input)
    {
        string? uri = null;
        input.Object();
        while (input.Member())
        {
            if (input.Is("uri"u8)) uri = input.Text();
            else input.Skip();
        }
        return new(uri ?? throw input.Missing("uri"));
    }
}

public sealed record TextDocumentContent(string Text) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("text", Text);
        writer.WriteEndObject();
    }
}
