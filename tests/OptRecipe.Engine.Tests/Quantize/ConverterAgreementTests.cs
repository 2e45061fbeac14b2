using OptRecipe.Testing;
using OptRecipe.Testing.Quantization;
using Xunit.Abstractions;

namespace OptRecipe.Engine.Tests.Quantize;

/// <summary>Every form of golden/converter made by our passes: the converter's file, and its outputs where arithmetic is in integers.</summary>
public sealed class ConverterAgreementTests(ITestOutputHelper output)
{
    /// <summary>Samples whose outputs a test run compares; `npm run conformance -- --quantization` compares all.</summary>
    private const int SampleCount = 2;

    private const int FormCount = 99, DataFormCount = 31;

    [Theory]
    [InlineData("int8_io")]
    [InlineData("int16x8")]
    public void Integer_files_of_the_corpus_are_those_of_the_converter(string form)
    {
        var folder = SharedFolder.InRepository("tests", "corpus", "converter", "digits_cnn");
        var row = ConverterAgreement.Judge(new("digits_cnn", form, Path.Combine(folder, "digits_cnn.tflite"), folder), SampleCount);
        Assert.Equal((Agreement.Same, "", "exact"), (row.Agreement, row.Detail, row.Outputs));
        Assert.Equal(row.Bytes, row.PlannedBytes);
    }

    [Fact]
    public void All_shared_files_are_those_of_the_converter_and_the_page_says_so()
    {
        if (SharedFolder.Require("", FormCount) is not { } shared) return;
        var rows = ConverterCase.All(shared).AsParallel().AsOrdered().Select(@case => ConverterAgreement.Judge(@case, SampleCount)).ToArray();
        Assert.Equal(FormCount, rows.Length);
        foreach (var row in rows)
        {
            Assert.True(row.Agreement != Agreement.Differs, ConverterPage.Line(row));
            Assert.True(row.PlannedBytes == row.Bytes, ConverterPage.Line(row));
            Assert.True(row.AreOutputsExact is not false, ConverterPage.Line(row));
        }
        Assert.Null(ExpectedFile.Problem(SharedFolder.InRepository("server", "docs", "quantization-agreement.md"), ConverterPage.Text(rows)));
    }

    /// <summary>No ranges injected: calibrated on the converter's samples. `npm run conformance -- --quantization` compares every form with all outputs.</summary>
    [Fact]
    public void Files_made_from_the_data_alone_have_the_converter_s_ranges_and_answer_within_a_step()
    {
        if (SharedFolder.Require("", DataFormCount) is not { } shared) return;
        var rows = DataAgreement.Judge(DataAgreement.Cases(shared).Where(@case => @case.Form is "int8_io" or "int8_per_tensor" or "int16x8_io" || @case.IsOfFlatbufferQuantizer), SampleCount);
        foreach (var row in rows) output.WriteLine(row.ToString());
        Assert.Equal(DataFormCount, rows.Length);
        Assert.Empty(rows.Where(row => !row.IsGood).Select(row => row.ToString()));
    }
}
