namespace OptRecipe.Data.Preprocessing;

public enum ResizeMethod { Bilinear, Nearest, Area, Bicubic }

/// <summary>Where a new pixel looks: half-pixel centres (TensorFlow 2), corners aligned, or upper left corners (the defaults of TensorFlow 1).</summary>
public enum ResizeCoordinates { HalfPixel, AlignCorners, Legacy }

/// <summary>Which old values along one dimension make each new one, as TensorFlow's resizing operators compute it in float32.</summary>
internal sealed class ResizeAxis
{
    private const int CubicSteps = 1 << 10;

    private readonly List<(int Index, float Weight)>[] _taps;

    private ResizeAxis(int count) => _taps = [.. Enumerable.Range(0, count).Select(_ => new List<(int, float)>())];

    public IReadOnlyList<(int Index, float Weight)> this[int place] => _taps[place];

    public static ResizeAxis Of(int before, int after, ResizeStep step)
    {
        var axis = new ResizeAxis(after);
        var scale = step.Coordinates == ResizeCoordinates.AlignCorners && after > 1 ? (before - 1) / (float)(after - 1) : before / (float)after;
        for (var place = 0; place < after; place++)
        {
            var at = step.Coordinates == ResizeCoordinates.HalfPixel ? (place + 0.5f) * scale - 0.5f : place * scale;
            switch (step.Method)
            {
                case ResizeMethod.Nearest: axis.Nearest(place, before, scale, step.Coordinates); break;
                case ResizeMethod.Area: axis.Area(place, before, scale); break;
                case ResizeMethod.Bilinear when step.Antialias: axis.Filter(place, before, scale, 1, distance => Math.Max(0, 1 - distance)); break;
                case ResizeMethod.Bicubic when step.Antialias: axis.Filter(place, before, scale, 2, distance => distance < 2 ? Cubic(distance, -0.5f) : 0); break;
                case ResizeMethod.Bilinear: axis.Bilinear(place, before, at); break;
                default: axis.Bicubic(place, before, at, step.Coordinates == ResizeCoordinates.HalfPixel); break;
            }
        }
        return axis;
    }

    private void Nearest(int place, int before, float scale, ResizeCoordinates coordinates)
    {
        var at = coordinates switch
        {
            ResizeCoordinates.HalfPixel => MathF.Floor((place + 0.5f) * scale),
            ResizeCoordinates.AlignCorners => MathF.Round(place * scale, MidpointRounding.AwayFromZero),
            _ => MathF.Floor(place * scale),
        };
        _taps[place].Add((Math.Min((int)at, before - 1), 1));
    }

    private void Bilinear(int place, int before, float at)
    {
        var floor = MathF.Floor(at);
        var share = at - floor;
        var (lower, upper) = (Math.Max((int)floor, 0), Math.Min((int)MathF.Ceiling(at), before - 1));
        _taps[place].Add((Math.Min(lower, before - 1), 1 - share));
        if (share > 0) _taps[place].Add((Math.Max(upper, 0), share));
    }

    /// <summary>Weights come from a table of 1024 steps; outside the picture there is nothing with half-pixel centres, the edge otherwise.</summary>
    private void Bicubic(int place, int before, float at, bool isHalfPixel)
    {
        var floor = (int)MathF.Floor(at);
        var offset = MathF.Round((at - floor) * CubicSteps, MidpointRounding.ToEven) / CubicSteps;
        var sharpness = isHalfPixel ? -0.5f : -0.75f;
        float[] weights = [Cubic(1 + offset, sharpness), Cubic(offset, sharpness), Cubic(1 - offset, sharpness), Cubic(2 - offset, sharpness)];
        var taps = _taps[place];
        for (var tap = 0; tap < 4; tap++)
        {
            var index = floor - 1 + tap;
            if (!isHalfPixel || (index >= 0 && index < before)) taps.Add((Math.Clamp(index, 0, before - 1), weights[tap]));
        }
        if (isHalfPixel) Normalize(taps);
    }

    /// <summary>The part of each old pixel that lies under the new one.</summary>
    private void Area(int place, int before, float scale)
    {
        var (from, to) = (place * scale, (place + 1) * scale);
        for (var index = (int)MathF.Floor(from); index < (int)MathF.Ceiling(to); index++)
        {
            var part = index < from ? (index + 1 > to ? scale : index + 1 - from) : index + 1 > to ? to - index : 1;
            _taps[place].Add((Math.Clamp(index, 0, before - 1), part / scale));
        }
    }

    /// <summary>A filter that grows with the step from new pixel to new pixel, so that every old one counts.</summary>
    private void Filter(int place, int before, float scale, float radius, Func<float, float> kernel)
    {
        var width = Math.Max(scale, 1);
        var centre = (place + 0.5f) * scale;
        var first = Math.Max((int)MathF.Ceiling(centre - radius * width - 0.5f), 0);
        var last = Math.Min((int)MathF.Floor(centre + radius * width - 0.5f), before - 1);
        for (var index = first; index <= last; index++) _taps[place].Add((index, kernel(MathF.Abs(index + 0.5f - centre) / width)));
        Normalize(_taps[place]);
    }

    private static void Normalize(List<(int Index, float Weight)> taps)
    {
        var sum = taps.Sum(tap => tap.Weight);
        if (sum == 0) return;
        for (var tap = 0; tap < taps.Count; tap++) taps[tap] = (taps[tap].Index, taps[tap].Weight / sum);
    }

    /// <summary>Keys' cubic.</summary>
    private static float Cubic(float distance, float a) => distance <= 1
        ? ((a + 2) * distance - (a + 3)) * distance * distance + 1
        : ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a;
}
