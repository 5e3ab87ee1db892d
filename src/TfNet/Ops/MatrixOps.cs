using NumSharp;
using TfNet.LibTorch;

namespace Tensorflow;

/// <summary>Matrices: diagonals, bands, tensordot, inverse and QR.</summary>
internal static class MatrixOps
{
    /// <summary>Elements whose indices of two axes agree; these axes go, the diagonal comes last.</summary>
    internal static Tensor Diagonal(Tensor x, int axis1, int axis2)
    {
        Check.That(Check.Agree(x.shape[axis1], x.shape[axis2]), "diagonal", "x", $"equal extents at axes {axis1} and {axis2}", x.shape);
        long n = x.shape[axis1];
        Shape shape = Reductions.ShapeOf(x.shape, [axis1, axis2], keepdims: false).concatenate(new Shape(n));
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("diagonal", shape, x.dtype, [x], a => Diagonal(a[0], axis1, axis2));
        using var scope = new Scope("diagonal");
        Tensor y = Aten.diagonal(x, 0, axis1, axis2);
        if (Tape.IsRecording(x))
        {
            int[] order = [.. Enumerable.Range(0, x.rank).Where(i => i != axis1 && i != axis2), axis1, axis2];
            var back = new int[order.Length];
            for (int i = 0; i < order.Length; i++)
                back[order[i]] = i;
            Tape.Record("diagonal", [x], y, dy => [ShapeOps.Transpose(Diag(dy), back)]);
        }
        return scope.Return(y);
    }

    /// <summary>Square matrices with the last axis on their diagonals.</summary>
    internal static Tensor Diag(Tensor x)
    {
        Check.Numeric("diag", x);
        Check.MinRank("diag", x, 1);
        using var scope = new Scope("diag");
        long n = x.shape[-1];
        Check.That(n >= 0, "diag", "diagonal", "a known last extent", x.shape);
        return scope.Return(ShapeOps.ExpandDims(x, -1) * MathOps.Cast(Eye(n, n, x.Device), x.dtype));
    }

    /// <summary>1 on the diagonal, else 0, as bool.</summary>
    internal static Tensor Eye(long rows, long columns, Device device)
    {
        using var scope = new Scope("eye");
        return scope.Return(Aten.eq(Places(rows, device, column: true), Places(columns, device, column: false)));
    }

    private static Tensor Places(long n, Device device, bool column)
    {
        Tensor v = Indices.Constant(Enumerable.Range(0, checked((int)n)).Select(i => (long)i), device);
        return Aten.reshape(v, column ? [n, 1] : [1, n]);
    }

    /// <summary>Elements at most lower below and upper above the diagonal, else 0; a negative number: no limit.</summary>
    internal static Tensor BandPart(Tensor x, long lower, long upper)
    {
        Check.Numeric("band_part", x);
        Check.MinRank("band_part", x, 2);
        Check.That(x.shape[-1] >= 0 && x.shape[-2] >= 0, "band_part", "input", "known last extents", x.shape);
        using var scope = new Scope("band_part");
        Tensor below = Aten.sub(Places(x.shape[-2], x.Device, column: true), Places(x.shape[-1], x.Device, column: false));
        Tensor low = Aten.le(below, Aten.scalar(lower < 0 ? long.MaxValue / 2 : lower, TF_DataType.TF_INT64));
        Tensor high = Aten.le(Aten.neg(below), Aten.scalar(upper < 0 ? long.MaxValue / 2 : upper, TF_DataType.TF_INT64));
        return scope.Return(Select.Where(Aten.logical_and(low, high), x, Creation.ScalarFor(x, 0)));
    }

    /// <summary>The sum over pairs of axes of products: all others of a, then all others of b.</summary>
    internal static Tensor TensorDot(Tensor a, Tensor b, int[] axesA, int[] axesB)
    {
        Check.That(axesA.Length == axesB.Length, "tensordot", "axes", "as many axes of b as of a", $"{axesA.Length} and {axesB.Length}");
        int[] ca = Array.ConvertAll(axesA, i => Check.AxisOf("tensordot", a.shape, i, "axes"));
        int[] cb = Array.ConvertAll(axesB, i => Check.AxisOf("tensordot", b.shape, i, "axes"));
        for (int i = 0; i < ca.Length; i++)
            Check.That(
                Check.Agree(a.shape[ca[i]], b.shape[cb[i]]), "tensordot", "axes", $"equal extents of {a.shape} and {b.shape}",
                $"axes {ca[i]} and {cb[i]}");
        using var scope = new Scope("tensordot");
        int[] fa = [.. Enumerable.Range(0, a.rank).Except(ca)];
        int[] fb = [.. Enumerable.Range(0, b.rank).Except(cb)];
        Shape rows = new(fa.Select(i => a.shape[i]));
        Shape columns = new(fb.Select(i => b.shape[i]));
        long k = new Shape(ca.Select(i => a.shape[i])).size;
        Tensor x = ShapeOps.Reshape(Order(a, [.. fa, .. ca]), new Shape(rows.size, k));
        Tensor y = ShapeOps.Reshape(Order(b, [.. cb, .. fb]), new Shape(k, columns.size));
        return scope.Return(ShapeOps.Reshape(MatMul.Apply(x, y), rows.concatenate(columns)));
    }

    private static Tensor Order(Tensor x, int[] order) =>
        order.AsSpan().SequenceEqual([.. Enumerable.Range(0, x.rank)]) ? x : ShapeOps.Transpose(x, order);

    /// <summary>The inverse of square matrices; dA = -A^-T dY A^-T.</summary>
    internal static Tensor Inverse(Tensor x, bool adjoint)
    {
        Check.Floating("inv", x);
        Check.MinRank("inv", x, 2);
        Check.That(x.shape[-1] == x.shape[-2], "inv", "input", "square matrices", x.shape);
        if (x.IsSymbolic)
            return SymbolicOrigin.Result("inv", x.shape, x.dtype, [x], a => Inverse(a[0], adjoint));
        using var scope = new Scope("inv");
        (Tensor inverse, Tensor info) = Aten.linalg_inv_ex(adjoint ? MatMul.Swap(x) : x);
        if (info.size > 0 && (bool)Aten.any(Aten.ne(info, Aten.scalar(0, info.dtype))))
            throw new InvalidArgumentError(
                $"inv: argument input: expected invertible matrices; received a singular one in shape {x.shape}");
        if (Tape.IsRecording(x))
            Tape.Record("inv", [x], inverse, dy =>
            {
                Tensor g = MatMul.Apply(MatMul.Apply(inverse, dy, transposeA: true), inverse, transposeB: true) * -1;
                return [adjoint ? LastSwapped(g) : g];
            }, inverse);
        return scope.Return(inverse);
    }

    private static Tensor LastSwapped(Tensor x) =>
        ShapeOps.Transpose(x, new Axis([.. Enumerable.Range(0, x.rank - 2), x.rank - 1, x.rank - 2]));

    /// <summary>x = q r, q with orthonormal columns, r upper triangular. No gradient.</summary>
    internal static Tensor[] Qr(Tensor x, bool full)
    {
        Check.Floating("qr", x);
        Check.MinRank("qr", x, 2);
        using var scope = new Scope("qr");
        (Tensor q, Tensor r) = Aten.linalg_qr(x, full ? "complete"u8 : "reduced"u8);
        scope.Return(q);
        scope.Return(r);
        return [q, r];
    }
}

public sealed partial class linalg_api
{
    /// <summary>Identity matrices.</summary>
    public Tensor eye(
        int num_rows, int num_columns = -1, Shape? batch_shape = null, TF_DataType dtype = TF_DataType.TF_DOUBLE, string? name = null)
    {
        Check.That(num_rows >= 0 && num_columns >= -1, "eye", "num_rows", "extents >= 0", $"{num_rows} x {num_columns}");
        using var scope = new Scope("eye");
        long columns = num_columns < 0 ? num_rows : num_columns;
        Tensor one = MathOps.Cast(MatrixOps.Eye(num_rows, columns, Device.Current), dtype);
        return scope.Return(batch_shape is null ? one : Broadcast.To(one, batch_shape.concatenate(new Shape(num_rows, columns))));
    }

    public Tensor matmul(Tensor a, Tensor b) => MatMul.Apply(a, b);

    public Tensor batch_matmul(Tensor x, Tensor y, bool adj_x = false, bool adj_y = false, string? name = null) =>
        MatMul.Apply(x, y, adj_x, adj_y);

    /// <summary>Square matrices with the last axis on their diagonals.</summary>
    public Tensor diag(Tensor diagonal, string? name = null) => MatrixOps.Diag(diagonal);

    /// <summary>The diagonals of the last two axes.</summary>
    public Tensor diag_part(Tensor input, string? name = null) => Part(input);

    /// <summary>The diagonal of a tensor whose first half of axes equals its second half.</summary>
    public Tensor tensor_diag_part(Tensor input, string? name = null)
    {
        int half = input.rank / 2;
        Check.That(
            input.rank > 0 && input.rank % 2 == 0 && input.shape[..half] == input.shape[half..], "tensor_diag_part", "input",
            "a shape of two equal halves", input.shape);
        using var scope = new Scope("tensor_diag_part");
        long n = input.shape[..half].size;
        return scope.Return(ShapeOps.Reshape(MatrixOps.Diagonal(ShapeOps.Reshape(input, new Shape(n, n)), 0, 1), input.shape[..half]));
    }

    /// <summary>Elements near the diagonal; -1: no limit on that side.</summary>
    public Tensor band_part(Tensor input, int num_lower, int num_upper, string? name = null) =>
        MatrixOps.BandPart(input, num_lower, num_upper);

    public Tensor inv(Tensor input, bool adjoint = false, string? name = null) => MatrixOps.Inverse(input, adjoint);

    /// <summary>q with orthonormal columns and upper triangular r; not differentiable.</summary>
    public Tensors qr(Tensor input, bool full_matrices = true, string? name = null) => MatrixOps.Qr(input, full_matrices);

    /// <summary>
    /// The sum of products over pairs of axes: an array of two rows, or one number n for the last n of x and the first n of y.
    /// </summary>
    public Tensor tensordot(Tensor x, Tensor y, NDArray axes, string? name = null)
    {
        Tensor t = MathOps.Cast(new Tensor(axes), TF_DataType.TF_INT32);
        int[] values = t.ToArray<int>();
        if (t.size == 1 && t.rank <= 1)
            return Binding.tf.tensordot(x, y, values[0]);
        Check.That(values.Length % 2 == 0, "tensordot", "axes", "a number or two rows of axes", t.shape);
        return MatrixOps.TensorDot(x, y, values[..(values.Length / 2)], values[(values.Length / 2)..]);
    }

    private static Tensor Part(Tensor x)
    {
        Check.MinRank("diag_part", x, 2);
        Check.That(x.shape[-1] == x.shape[-2], "diag_part", "input", "square matrices", x.shape);
        return MatrixOps.Diagonal(x, x.rank - 2, x.rank - 1);
    }
}

public sealed partial class tensorflow
{
    public Tensor batch_matmul(Tensor x, Tensor y, bool adj_x = false, bool adj_y = false, string? name = null) =>
        MatMul.Apply(x, y, adj_x, adj_y);

    /// <summary>The sum of products over the last <paramref name="axes"/> axes of a and the first of b.</summary>
    public Tensor tensordot(Tensor a, Tensor b, int axes)
    {
        Check.That(axes >= 0 && axes <= Math.Min(a.rank, b.rank), "tensordot", "axes", $"0..{Math.Min(a.rank, b.rank)}", axes);
        return MatrixOps.TensorDot(a, b, [.. Enumerable.Range(a.rank - axes, axes)], [.. Enumerable.Range(0, axes)]);
    }

    /// <summary>The sum of products over pairs of axes.</summary>
    public Tensor tensordot(Tensor a, Tensor b, int[] axes_a, int[] axes_b) => MatrixOps.TensorDot(a, b, axes_a, axes_b);
}
