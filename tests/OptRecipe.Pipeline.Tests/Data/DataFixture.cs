using System.Runtime.InteropServices;
using OptRecipe.Data.NumPy;
using OptRecipe.Pipeline.Data;
using OptRecipe.Recipe;
using OptRecipe.TFLite;
using OptRecipe.TFLite.Files;

namespace OptRecipe.Pipeline.Tests.Data;

/// <summary>Data sets in memory beside the models of <see cref="Fixture"/>.</summary>
internal sealed class DataFixture
{
    private readonly Fixture _fixture = new();

    public MemoryFiles Files => _fixture.Files;

    public Model Model(string file) => ModelReader.Read(new MemoryByteSource(Files["/w/" + file]));

    /// <param name="data">What stands under <c>data:</c>, indented by two.</param>
    public SampleSetResult Result(string data, string model = "digits_cnn.tflite", ulong seed = 0)
    {
        var document = RecipeDocument.Read($"recipe: 1\nmodel: {model}\ndata:\n  {data}\n");
        Assert.Empty(document.Diagnostics.Select(diagnostic => diagnostic.Message));
        return new SampleSets(Files).Open(Fixture.RecipePath, document.Recipe.Data?.Sets.Single() ?? throw new InvalidOperationException("no data set is bound"), Model(model), seed, default);
    }

    public SampleSet Open(string data, string model = "digits_cnn.tflite", ulong seed = 0)
    {
        var result = Result(data, model, seed);
        return result.Set ?? throw new InvalidOperationException(result.Problem?.Message);
    }

    public void Npy(string path, NumPyArray array)
    {
        using var stream = new MemoryStream();
        NpyFile.Write(stream, array);
        Files[path] = stream.ToArray();
    }

    public void Npz(string path, params (string Name, NumPyArray Array)[] arrays)
    {
        using var stream = new MemoryStream();
        NpzArchive.Write(stream, arrays.Select(row => KeyValuePair.Create(row.Name, row.Array)));
        Files[path] = stream.ToArray();
    }

    /// <summary>Elements count up from <paramref name="first"/>, modulo 256.</summary>
    public static NumPyArray Bytes(int[] shape, int first = 0) => new(new('u', 1), shape, [.. Enumerable.Range(first, shape.Aggregate(1, (a, b) => a * b)).Select(value => (byte)value)]);

    public static NumPyArray Ints(int[] shape) => new(new('i', 4), shape, MemoryMarshal.AsBytes(Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).ToArray().AsSpan()).ToArray());

    public static NumPyArray Floats(int[] shape, Func<int, float> value) =>
        new(new('f', 4), shape, MemoryMarshal.AsBytes(Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(value).ToArray().AsSpan()).ToArray());
}
