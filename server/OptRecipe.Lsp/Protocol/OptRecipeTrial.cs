// Params and answer of optrecipe/try; the rules of OptRecipeExtensions.cs hold here, too.
using System.Collections.Immutable;
using System.Text.Json;
using OptRecipe.Lsp.JsonRpc;

namespace OptRecipe.Lsp.Protocol;

/// <param name="Uri">Of a recipe, open or on the disk, or of a <c>.tflite</c> file.</param>
/// <param name="Set">The recipe's data set: <c>evaluation</c>, <c>calibration</c>; null for the first that there is.</param>
/// <param name="File">URI of a file or folder of samples that the user has picked; null for the recipe's own data.</param>
/// <param name="Preprocess">Further steps, before the recipe's own: <c>resize: [96, 96]</c>.</param>
/// <param name="Index">Number of the sample, from 0; one behind the last means the last.</param>
/// <param name="Worst">Look for the samples on which the models differ most, too.</param>
public sealed record TryParams(string Uri, string? Set, string? File, ImmutableArray<string> Preprocess, int Index, bool Worst)
{
    public static TryParams Read(ref JsonInput input)
    {
        string? uri = null, set = null, file = null;
        var (preprocess, index, worst) = (ImmutableArray<string>.Empty, 0, false);
        input.Object();
        while (input.Member())
        {
            if (input.Is("uri"u8)) uri = input.Text();
            else if (input.Is("set"u8)) set = input.TextOrNull();
            else if (input.Is("file"u8)) file = input.TextOrNull();
            else if (input.Is("preprocess"u8)) preprocess = input.List((ref element) => element.Text());
            else if (input.Is("index"u8)) index = input.Unsigned();
            else if (input.Is("worst"u8)) worst = input.FlagOrFalse();
            else input.Skip();
        }
        return new(uri ?? throw input.Missing("uri"), set, file, preprocess, index, worst);
    }
}

/// <param name="Problem">Why the sample was not answered: one sentence; null when it was.</param>
/// <param name="Note">Why there is no optimized model, or that it is of an older text; empty otherwise.</param>
/// <param name="Models">The recipe's, then the one that its last run wrote, when there is one.</param>
/// <param name="Sets">The data sets of the recipe.</param>
/// <param name="Data">Where the samples come from.</param>
/// <param name="Sample">Where in the data the sample lies.</param>
/// <param name="Label">Empty without labels.</param>
/// <param name="Wants">What the model takes, when the sample does not fit it.</param>
/// <param name="Suggestions">Steps of preprocessing that would have it fit.</param>
/// <param name="Worst">The worst first; empty unless they were asked for.</param>
/// <param name="Looked">How many samples were looked through for them.</param>
public sealed record TryAnswer(
    string? Problem, string Note, ImmutableArray<TryModel> Models, ImmutableArray<string> Sets, string Data, int Count, int Index, string Sample, string Label, string Summary, ImmutableArray<TryInput> Inputs,
    ImmutableArray<TryOutput> Outputs, ImmutableArray<TryTensor> Wants, ImmutableArray<TrySuggestion> Suggestions, ImmutableArray<TryRank> Worst, int Looked) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("problem", Problem);
        writer.WriteString("note", Note);
        writer.List("models", Models);
        writer.List("sets", Sets);
        writer.WriteString("data", Data);
        writer.WriteNumber("count", Count);
        writer.WriteNumber("index", Index);
        writer.WriteString("sample", Sample);
        writer.WriteString("label", Label);
        writer.WriteString("summary", Summary);
        writer.List("inputs", Inputs);
        writer.List("outputs", Outputs);
        writer.List("wants", Wants);
        writer.List("suggestions", Suggestions);
        writer.List("worst", Worst);
        writer.WriteNumber("looked", Looked);
        writer.WriteEndObject();
    }
}

public sealed record TryModel(bool Optimized, string Uri, string Name, long Bytes) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("optimized", Optimized);
        writer.WriteString("uri", Uri);
        writer.WriteString("name", Name);
        writer.WriteNumber("bytes", Bytes);
        writer.WriteEndObject();
    }
}

/// <param name="Scale">Null for what is not quantized by one scale.</param>
/// <param name="Minimum">Of the real values; 0 like the other figures where there are none.</param>
public sealed record TryTensor(string Name, string Type, ImmutableArray<int> Shape, double? Scale, int? ZeroPoint, double Minimum, double Maximum, double Mean) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name", Name);
        writer.WriteString("type", Type);
        writer.Numbers("shape", Shape);
        TryNumbers.Write(writer, "scale", Scale);
        TryNumbers.Write(writer, "zeroPoint", ZeroPoint);
        TryNumbers.Write(writer, "minimum", Minimum);
        TryNumbers.Write(writer, "maximum", Maximum);
        TryNumbers.Write(writer, "mean", Mean);
        writer.WriteEndObject();
    }
}

/// <summary>How an input is shown. Pixels of one or three channels; a curve of pairs, the lowest and the highest value of each column; a table of features as pixels of one channel; numbers.</summary>
public enum TryPictureKind { Picture, Wave, Strip, Table }

/// <param name="Tensors">As each model takes it.</param>
/// <param name="Pixels">Base64, a byte for each channel of each pixel; empty for curves and numbers.</param>
/// <param name="Values">Of curves and numbers; null for what is no number.</param>
public sealed record TryInput(string Name, ImmutableArray<TryTensor> Tensors, TryPictureKind Kind, int Width, int Height, int Channels, ReadOnlyMemory<byte> Pixels, ImmutableArray<float> Values) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name", Name);
        writer.List("tensors", Tensors);
        writer.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(Kind.ToString()));
        writer.WriteNumber("width", Width);
        writer.WriteNumber("height", Height);
        writer.WriteNumber("channels", Channels);
        writer.WriteBase64String("pixels", Pixels.Span);
        writer.WriteStartArray("values");
        foreach (var value in Values) TryNumbers.Value(writer, value);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

/// <param name="Count">Values in it, of which only some have rows.</param>
/// <param name="Classes">Scores of classes.</param>
/// <param name="Sqnr">In dB; null when nothing differs, or there is one model.</param>
public sealed record TryOutput(string Name, ImmutableArray<TryTensor> Tensors, int Count, bool Classes, ImmutableArray<TryRow> Rows, double? Sqnr, double? Cosine, double? MaxDifference) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name", Name);
        writer.List("tensors", Tensors);
        writer.WriteNumber("count", Count);
        writer.WriteBoolean("classes", Classes);
        writer.List("rows", Rows);
        TryNumbers.Write(writer, "sqnr", Sqnr);
        TryNumbers.Write(writer, "cosine", Cosine);
        TryNumbers.Write(writer, "maxDifference", MaxDifference);
        writer.WriteEndObject();
    }
}

/// <param name="Float">Null for what is no finite number.</param>
/// <param name="Optimized">Null with one model, too.</param>
public sealed record TryRow(int Index, string Name, double? Float, double? Optimized) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("index", Index);
        writer.WriteString("name", Name);
        TryNumbers.Write(writer, "float", Float);
        TryNumbers.Write(writer, "optimized", Optimized);
        writer.WriteEndObject();
    }
}

/// <param name="Step">As recipes write it.</param>
public sealed record TrySuggestion(string Title, string Step) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("title", Title);
        writer.WriteString("step", Step);
        writer.WriteEndObject();
    }
}

/// <param name="Difference">The largest between two values of one output.</param>
/// <param name="Float">The best class; empty for outputs that are no classes.</param>
public sealed record TryRank(int Index, string Sample, double Difference, string Float, string Optimized, string Label) : IJsonWritable
{
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("index", Index);
        writer.WriteString("sample", Sample);
        TryNumbers.Write(writer, "difference", Difference);
        writer.WriteString("float", Float);
        writer.WriteString("optimized", Optimized);
        writer.WriteString("label", Label);
        writer.WriteEndObject();
    }
}

/// <summary>JSON has no infinities.</summary>
internal static class TryNumbers
{
    public static void Write(Utf8JsonWriter writer, string name, double? value)
    {
        writer.WritePropertyName(name);
        Value(writer, value);
    }

    public static void Value(Utf8JsonWriter writer, double? value)
    {
        if (value is { } number && double.IsFinite(number)) writer.WriteNumberValue(number);
        else writer.WriteNullValue();
    }
}
