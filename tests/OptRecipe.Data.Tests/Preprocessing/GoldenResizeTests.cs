using System.Globalization;
using OptRecipe.Data.NumPy;
using OptRecipe.Data.Preprocessing;
using OptRecipe.Testing;

namespace OptRecipe.Data.Tests.Preprocessing;

/// <summary>Resizes, crops and the standardization of <c>golden/images/resize.npz</c> against TensorFlow's answers.</summary>
public sealed class GoldenResizeTests
{
    [Fact]
    public void Every_case_agrees_with_TensorFlow()
    {
        if (SharedFolder.Require(Path.Combine("golden", "images", "resize.npz"), 53) is not { } path) return;
        using var archive = new NpzArchive(File.OpenRead(path));
        var image = archive.Read("image");
        var names = archive.Names.Where(name => name != "image").ToArray();
        Assert.Equal(53, names.Length);
        foreach (var name in names)
        {
            var (expected, step) = (archive.Read(name), Step(name));
            var result = step.Apply(SampleValues.Of(image));
            Assert.Equal(expected.Shape, result.Shape);
            Assert.Equal(expected.Shape, step.ShapeAfter(image.Shape));
            // 1e-4 of the value range; what only moves values is exact.
            var tolerance = name.StartsWith("nearest", StringComparison.Ordinal) || name.Contains("crop", StringComparison.Ordinal) ? 0 : step is StandardizeStep ? 4e-4f : 0.0255f;
            var worst = expected.ToSingles().Zip(result.Values, (a, b) => Math.Abs(a - b)).Max();
            Assert.True(worst <= tolerance, $"{name}: {worst} > {tolerance}");
        }
    }

    private static PreprocessingStep Step(string name)
    {
        var words = name.Split('_');
        if (name.StartsWith("per_image", StringComparison.Ordinal)) return new StandardizeStep();
        if (name.StartsWith("central", StringComparison.Ordinal)) return new CentralCropStep(double.Parse(words[^1], CultureInfo.InvariantCulture));
        var size = words[^1].Split('x').Select(int.Parse).ToArray();
        if (name.StartsWith("crop", StringComparison.Ordinal)) return new CropStep(size[0], size[1]);
        var method = Enum.Parse<ResizeMethod>(words[0], ignoreCase: true);
        var coordinates = words.Contains("align") ? ResizeCoordinates.AlignCorners : words.Contains("legacy") ? ResizeCoordinates.Legacy : ResizeCoordinates.HalfPixel;
        return new ResizeStep(size[0], size[1], method, words.Contains("antialias"), coordinates);
    }
}
