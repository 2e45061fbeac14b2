using OptRecipe.Engine.Kernels.Numerics;
using OptRecipe.TFLite;

namespace OptRecipe.Engine.Kernels;

/// <summary>One spatial dimension of a convolution. The tap f of output position o reads input position o × stride − before + f × dilation.</summary>
internal readonly record struct WindowAxis(int Input, int Output, int Filter, int Stride, int Dilation, int Before)
{
    /// <summary>A dimension that is not there.</summary>
    public static WindowAxis One { get; } = new(1, 1, 1, 1, 1, 0);

    /// <exception cref="Interpretation.InterpreterException">The stride, the dilation or a size is not positive, or the window does not fit.</exception>
    public static WindowAxis Of(KernelContext context, string name, Padding padding, int input, int filter, int stride, int dilation)
    {
        if (padding is not (Padding.Same or Padding.Valid)) throw context.Refusal($"the padding is {(int)padding}; 0 (SAME) or 1 (VALID) is expected");
        if (stride <= 0) throw context.Refusal($"the stride of the {name} is {stride}; a positive number is expected");
        if (dilation <= 0) throw context.Refusal($"the dilation of the {name} is {dilation}; a positive number is expected");
        if (input <= 0 || filter <= 0)
            throw context.Refusal($"the {name} of the input is {input} and that of the filter {filter}; positive numbers are expected");
        var window = WindowPadding.Of(padding, input, filter, stride, dilation);
        if (window.Output < 0)
            throw context.Refusal($"a filter that reaches over {(filter - 1) * dilation + 1} elements of the {name} does not fit into {input}");
        return new(input, window.Output, filter, stride, dilation, window.Before);
    }

    /// <summary>The same dimension of the transposed operator, whose output is this one's input. Refuses an input of another size than this output.</summary>
    public static WindowAxis Transposed(KernelContext context, string name, Padding padding, int input, int output, int filter, int stride, int dilation)
    {
        var forward = Of(context, name, padding, output, filter, stride, dilation);
        if (forward.Output != input)
            throw context.Refusal($"an output {name} of {output} belongs to an input {name} of {forward.Output}, the input has {input}");
        return new(input, output, filter, stride, dilation, forward.Before);
    }

    /// <summary>The input position of a tap; outside the input for the padding.</summary>
    public int Position(int output, int tap) => output * Stride - Before + tap * Dilation;

    public bool Contains(int position) => (uint)position < (uint)Input;

    /// <summary>The taps of an output position that lie inside the input.</summary>
    public (int First, int End) Taps(int output)
    {
        var start = Position(output, 0);
        var first = start >= 0 ? 0 : (int)Math.Min(Filter, ((long)Dilation - 1 - start) / Dilation);
        return (first, (int)Math.Clamp(((long)Input - start + Dilation - 1) / Dilation, first, Filter));
    }

    /// <summary>The output positions all of whose taps lie inside the input.</summary>
    public (int First, int End) Inner
    {
        get
        {
            var first = (int)Math.Min(Output, ((long)Before + Stride - 1) / Stride);
            var last = (long)Input - 1 - (Filter - 1L) * Dilation + Before;
            return (first, last < 0 ? first : (int)Math.Clamp(last / Stride + 1, first, Output));
        }
    }

    /// <summary>The input position that the transposed operator reads for a tap of an output position; −1 for none.</summary>
    public int TransposedPosition(int output, int tap)
    {
        var offset = (long)output + Before - (long)tap * Dilation;
        return offset >= 0 && offset % Stride == 0 && offset / Stride < Input ? (int)(offset / Stride) : -1;
    }
}
