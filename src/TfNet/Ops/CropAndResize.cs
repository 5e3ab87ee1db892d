using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>tf.image.crop_and_resize: boxes cut from images at fractional places, each resized to one size.</summary>
internal static class CropAndResize
{
    private const string Op = "image.crop_and_resize";

    /// <summary>
    /// x [N,H,W,C]; boxes [n,4] of y1, x1, y2, x2 as fractions of H-1 and W-1 (a box with y1 > y2 flips); boxIndices [n] in 0..N-1.
    /// Places outside the image get the extrapolation value. Only the image has a gradient.
    /// </summary>
    internal static Tensor Apply(Tensor x, Tensor boxes, Tensor boxIndices, (int h, int w) size, string method = "bilinear",
        double extrapolation = 0)
    {
        Check.Numeric(Op, x);
        Check.Rank(Op, x, 4);
        Check.That(boxes.rank == 2 && boxes.shape[1] == 4 && boxes.dtype.is_floating(), Op, "boxes", "shape (n, 4) of floats", boxes.shape);
        Check.That(boxIndices.rank == 1 && boxIndices.shape[0] == boxes.shape[0], Op, "box_indices", $"shape ({boxes.shape[0]},)",
            boxIndices.shape);
        Check.That(size.h > 0 && size.w > 0, Op, "crop_size", "two numbers > 0", size);
        Check.That(method is "bilinear" or "nearest", Op, "method", "'bilinear' or 'nearest'", method);
        Check.That(!Tape.IsRecording(boxes), Op, "boxes", "constants: they have no gradient here", "a tensor that a tape records");
        var shape = new Shape(boxes.shape[0], size.h, size.w, x.shape[3]);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result(Op, shape, TF_DataType.TF_FLOAT, [x],
                a => Apply(a[0], boxes, boxIndices, size, method, extrapolation));
        HostMemory.Limit(shape.Span, TF_DataType.TF_FLOAT);
        Indices.InRange(Op, boxIndices, x.shape[0], "box_indices");
        using var scope = new Scope(Op);
        Tensor images = MathOps.Cast(x, TF_DataType.TF_FLOAT);
        float[] corners = MathOps.Cast(boxes, TF_DataType.TF_FLOAT).ToArray<float>();
        long[] images0 = Indices.Numbers(boxIndices, Op);
        var crops = new Tensor[images0.Length];
        for (int b = 0; b < crops.Length; b++)
        {
            Tensor image = Slicing.Part(images, 0, images0[b], 1);
            (ResizeTaps rows, bool[] insideH) = Taps((int)x.shape[1], size.h, corners[4 * b], corners[4 * b + 2], method);
            (ResizeTaps columns, bool[] insideW) = Taps((int)x.shape[2], size.w, corners[4 * b + 1], corners[4 * b + 3], method);
            crops[b] = Resize.Along(Resize.Along(image, 1, rows), 2, columns);
            if (extrapolation != 0)
                crops[b] += Outside(insideH, insideW, (float)extrapolation);
        }
        return scope.Return(crops.Length == 0 ? Creation.Fill(shape, 0, TF_DataType.TF_FLOAT, x.Device) : JoinOps.Concat(crops, 0));
    }

    private static (ResizeTaps, bool[]) Taps(int n, int m, float low, float high, string method)
    {
        var inside = new bool[m];
        float scale = m > 1 ? (high - low) * (n - 1) / (m - 1) : 0;
        ResizeTaps taps = ResizeTaps.Rows(n, m, i =>
        {
            float at = m > 1 ? low * (n - 1) + i * scale : 0.5f * (low + high) * (n - 1);
            if (!(at >= 0 && at <= n - 1))
                return [];
            inside[i] = true;
            if (method == "nearest")
                return [((int)MathF.Round(at, MidpointRounding.AwayFromZero), 1)];
            float floor = MathF.Floor(at);
            return [((int)floor, 1 - (at - floor)), ((int)MathF.Ceiling(at), at - floor)];
        });
        return (taps, inside);
    }

    private static Tensor Outside(bool[] rows, bool[] columns, float value)
    {
        var fill = new float[rows.Length * columns.Length];
        for (int r = 0; r < rows.Length; r++)
            for (int c = 0; c < columns.Length; c++)
                fill[r * columns.Length + c] = rows[r] && columns[c] ? 0 : value;
        return new Tensor(fill, (1, rows.Length, columns.Length, 1));
    }
}
