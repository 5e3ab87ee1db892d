namespace Tensorflow;

/// <summary>Rearrangements of positions, channels and batch; all of them moves, so their gradients are the moves back.</summary>
internal static class SpatialOps
{
    /// <summary>[N,H,W,C] -> [N,H/b,W/b,b*b*C]: each block's cells become channels, row by row.</summary>
    internal static Tensor SpaceToDepth(Tensor x, int block)
    {
        CheckBlock("space_to_depth", x, block);
        (long h, long w, long c) = (x.shape[1], x.shape[2], x.shape[3]);
        Check.That(h >= 0 && w >= 0 && h % block == 0 && w % block == 0, "space_to_depth", "input",
            $"height and width divisible by {block}", x.shape);
        Tensor blocks = ShapeOps.Reshape(x, new Shape(-1, h / block, block, w / block, block, c));
        return ShapeOps.Reshape(ShapeOps.Transpose(blocks, new Axis(0, 1, 3, 2, 4, 5)),
            new Shape(x.shape[0], h / block, w / block, block * block * c));
    }

    /// <summary>[N,H,W,b*b*C] -> [N,H*b,W*b,C]: undoes <see cref="SpaceToDepth"/>.</summary>
    internal static Tensor DepthToSpace(Tensor x, int block)
    {
        CheckBlock("depth_to_space", x, block);
        (long h, long w, long c) = (x.shape[1], x.shape[2], x.shape[3]);
        Check.That(h >= 0 && w >= 0 && c % ((long)block * block) == 0, "depth_to_space", "input", $"channels divisible by {block}^2",
            x.shape);
        Tensor blocks = ShapeOps.Reshape(x, new Shape(-1, h, w, block, block, c / (block * block)));
        return ShapeOps.Reshape(ShapeOps.Transpose(blocks, new Axis(0, 1, 3, 2, 4, 5)),
            new Shape(x.shape[0], h * block, w * block, c / (block * block)));
    }

    /// <summary>[N, spatial.., rest]: zero padding, then the positions within each block go to the batch.</summary>
    internal static Tensor SpaceToBatch(Tensor x, int[] block, (long Before, long After)[] paddings)
    {
        const string op = "space_to_batch";
        CheckBlocks(op, x, block, paddings);
        int k = block.Length;
        (long, long)[] pads = [(0, 0), .. paddings, .. Enumerable.Repeat((0L, 0L), x.rank - k - 1)];
        Tensor padded = Pad.Apply(x, pads);
        var split = new List<long> { x.shape[0] };
        var result = new List<long> { x.shape[0] };
        for (int i = 0; i < k; i++)
        {
            long n = padded.shape[i + 1];
            Check.That(n % block[i] == 0, op, "block_shape", $"a divisor of the padded extent {n} at axis {i + 1}", block[i]);
            split.AddRange([n / block[i], block[i]]);
            result.Add(n / block[i]);
            result[0] *= block[i];
        }
        long[] rest = x.shape.dims[(k + 1)..];
        int[] order =
        [
            .. Enumerable.Range(0, k).Select(i => 2 * i + 2), 0, .. Enumerable.Range(0, k).Select(i => 2 * i + 1),
                .. Enumerable.Range(2 * k + 1, rest.Length),
        ];
        return ShapeOps.Reshape(ShapeOps.Transpose(ShapeOps.Reshape(padded, new Shape([.. split, .. rest])), new Axis(order)),
            new Shape([.. result, .. rest]));
    }

    /// <summary>Undoes <see cref="SpaceToBatch"/>; what was padding is cropped.</summary>
    internal static Tensor BatchToSpace(Tensor x, int[] block, (long Before, long After)[] crops)
    {
        const string op = "batch_to_space";
        CheckBlocks(op, x, block, crops);
        int k = block.Length;
        long blocks = block.Aggregate(1L, (a, b) => a * b);
        Check.That(x.shape[0] % blocks == 0, op, "input", $"a batch divisible by {blocks}", x.shape);
        long[] rest = x.shape.dims[(k + 1)..];
        long batch = x.shape[0] / blocks;
        Tensor split = ShapeOps.Reshape(x, new Shape([.. block.Select(b => (long)b), batch, .. x.shape.dims[1..(k + 1)], .. rest]));
        int[] order = [k, .. Enumerable.Range(0, k).SelectMany(i => new[] { k + 1 + i, i }), .. Enumerable.Range(2 * k + 1, rest.Length)];
        Tensor joined = ShapeOps.Reshape(ShapeOps.Transpose(split, new Axis(order)),
            new Shape([batch, .. block.Select((b, i) => b * x.shape[i + 1]), .. rest]));
        long[] none = new long[rest.Length];
        return PadCrop.Crop(joined, [0, .. crops.Select(c => c.Before), .. none], [0, .. crops.Select(c => c.After), .. none]);
    }

    /// <summary>
    /// The window at each position as channels, row by row of the window, all channels of a cell together:
    /// [N,H,W,C] -> [N,oh,ow,kh*kw*C].
    /// </summary>
    internal static Tensor ExtractPatches(Tensor x, (int h, int w) sizes, (int h, int w) strides, (int h, int w) rates, Padding padding)
    {
        const string op = "image.extract_patches";
        Check.Numeric(op, x);
        Check.Rank(op, x, 4);
        Window w = Window.Of(op, x.shape, [sizes.h, sizes.w], [strides.h, strides.w], [rates.h, rates.w], padding);
        Shape shape = w.OutputShape(x.shape, checked(sizes.h * sizes.w * x.shape[3]), x.dtype);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result(op, shape, x.dtype, [x], a => ExtractPatches(a[0], sizes, strides, rates, padding));
        using var scope = new TfNet.LibTorch.Scope(op);
        Tensor padded = PadCrop.Pad(x, w.AllBefore, w.AllAfter);
        bool tiles = sizes == strides && rates == (1, 1) && padded.shape[1] % sizes.h == 0 && padded.shape[2] % sizes.w == 0;
        return scope.Return(tiles ? Tiles(padded, sizes, shape) : Windows(padded, sizes, strides, rates, shape));
    }

    private static Tensor Tiles(Tensor x, (int h, int w) sizes, Shape shape)
    {
        Tensor blocks = ShapeOps.Reshape(x, new Shape(x.shape[0], shape[1], sizes.h, shape[2], sizes.w, x.shape[3]));
        return ShapeOps.Reshape(ShapeOps.Transpose(blocks, new Axis(0, 1, 3, 2, 4, 5)), shape);
    }

    private static Tensor Windows(Tensor x, (int h, int w) sizes, (int h, int w) strides, (int h, int w) rates, Shape shape)
    {
        var cells = new List<Tensor>();
        for (int i = 0; i < sizes.h; i++)
            for (int j = 0; j < sizes.w; j++)
                cells.Add(Slicing.Apply(x,
                [
                    new Slice(null, null), new Slice(i * rates.h, checked((int)(i * rates.h + (shape[1] - 1) * strides.h + 1)), strides.h),
                    new Slice(j * rates.w, checked((int)(j * rates.w + (shape[2] - 1) * strides.w + 1)), strides.w), new Slice(null, null),
                ]));
        return JoinOps.Concat(cells, 3);
    }

    private static void CheckBlock(string op, Tensor x, int block)
    {
        Check.Rank(op, x, 4);
        Check.That(block > 1, op, "block_size", "a number > 1", block);
    }

    private static void CheckBlocks(string op, Tensor x, int[] block, (long Before, long After)[] cells)
    {
        Check.That(x.shape.IsFullyDefined, op, "input", "known extents", x.shape);
        Check.That(block.Length >= 1 && x.rank > block.Length && Array.TrueForAll(block, b => b > 0), op, "block_shape",
            $"numbers > 0 for spatial axes of shape {x.shape}", $"({string.Join(", ", block)})");
        Check.That(cells.Length == block.Length, op, "paddings", $"{block.Length} pairs", cells.Length);
    }
}
