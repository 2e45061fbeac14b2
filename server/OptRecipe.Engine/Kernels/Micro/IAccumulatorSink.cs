namespace OptRecipe.Engine.Kernels.Micro;

/// <summary>Takes sums of an integer product to where they belong; called on several threads at once.</summary>
internal unsafe interface IAccumulatorSink
{
    /// <summary>The first element of the output, in whatever type the sink writes; valid while the product runs.</summary>
    void* Output { set; }

    /// <param name="sums">Rows of neighbouring sums; whole vectors of them may be read.</param>
    /// <param name="column">The first sum's place among the columns, a multiple of the set's lanes: channels in the order of packed weights.</param>
    /// <param name="count">Sums of a row.</param>
    /// <param name="element">The place in the output of the first row's first sum; its neighbours follow.</param>
    void Store(int* sums, int column, int count, nint element, RequantizedRows rows);
}

/// <summary>Sums requantized to int8 or uint8.</summary>
internal sealed unsafe class RequantizedOutput(Requantizer requantizer) : IAccumulatorSink
{
    private byte* _output;
    public void* Output { set => _output = (byte*)value; }

    public void Store(int* sums, int column, int count, nint element, RequantizedRows rows) => requantizer.Run(sums, column, count, _output + element, rows);
}

/// <summary>Sums as they are.</summary>
internal sealed unsafe class SumOutput : IAccumulatorSink
{
    private int* _output;
    public void* Output { set => _output = (int*)value; }

    public void Store(int* sums, int column, int count, nint element, RequantizedRows rows)
    {
        for (nint row = 0; row < rows.Count; row++) new ReadOnlySpan<int>(sums + row * rows.AccumulatorStride, count).CopyTo(new(_output + element + row * rows.OutputStride, count));
    }
}

/// <summary>Sums to floats, each item of the batch with its own scale and offset.</summary>
/// <param name="itemElements">Elements of the output of an item.</param>
/// <param name="order">The channel of each column, −1 for none.</param>
/// <param name="sums">Of each channel's weights; none where offsets are 0.</param>
internal sealed unsafe class HybridOutput(int items, long itemElements, ReadOnlySpan<int> order, ReadOnlySpan<int> sums, ReadOnlySpan<float> weightScales, ReadOnlySpan<float> bias, float low, float high)
    : IAccumulatorSink
{
    private readonly int[] _sums = WeightPacking.Ordered(sums, order), _offsets = new int[items];
    private readonly float[] _weightScales = WeightPacking.Ordered(weightScales, order), _bias = WeightPacking.Ordered(bias, order), _scales = new float[items];
    private float* _output;
    public void* Output { set => _output = (float*)value; }

    /// <param name="offset">What stands for zero in the activations.</param>
    public void SetItem(int item, float scale, int offset) => (_scales[item], _offsets[item]) = (scale, offset);

    public void Store(int* accumulators, int column, int count, nint element, RequantizedRows rows)
    {
        fixed (int* sums = &_sums[column])
        fixed (float* weightScales = &_weightScales[column], bias = &_bias[column])
        {
            var item = (int)(element / itemElements);
            var end = (item + 1) * itemElements;
            for (var row = 0; row < rows.Count; row++, accumulators += rows.AccumulatorStride, element += rows.OutputStride)
            {
                for (; element >= end; end += itemElements) item++;
                new HybridRow(_offsets[item], _scales[item], sums, weightScales, bias, _output + element, low, high).Finish(accumulators, count);
            }
        }
    }
}
