;; The most 128-bit multiply-adds that one thread can do here: twelve chains s = s·a + b, all of them in registers, with a
;; and b such that every chain rests near 1. A chain's multiplication waits for its addition, and twelve of them hide that.
(module
  (func (export "chains") (param $turns i32) (result f32)
    (local $a v128) (local $b v128)
    (local $s0 v128) (local $s1 v128) (local $s2 v128) (local $s3 v128) (local $s4 v128) (local $s5 v128)
    (local $s6 v128) (local $s7 v128) (local $s8 v128) (local $s9 v128) (local $s10 v128) (local $s11 v128)
    (local.set $a (f32x4.splat (f32.const 0.5)))
    (local.set $b (f32x4.splat (f32.const 0.5)))
    ;; Different beginnings, so that no two chains are one.
    (local.set $s0 (f32x4.splat (f32.const 1.00)))
    (local.set $s1 (f32x4.splat (f32.const 1.01)))
    (local.set $s2 (f32x4.splat (f32.const 1.02)))
    (local.set $s3 (f32x4.splat (f32.const 1.03)))
    (local.set $s4 (f32x4.splat (f32.const 1.04)))
    (local.set $s5 (f32x4.splat (f32.const 1.05)))
    (local.set $s6 (f32x4.splat (f32.const 1.06)))
    (local.set $s7 (f32x4.splat (f32.const 1.07)))
    (local.set $s8 (f32x4.splat (f32.const 1.08)))
    (local.set $s9 (f32x4.splat (f32.const 1.09)))
    (local.set $s10 (f32x4.splat (f32.const 1.10)))
    (local.set $s11 (f32x4.splat (f32.const 1.11)))
    (loop $turn
      (local.set $s0 (f32x4.add (f32x4.mul (local.get $s0) (local.get $a)) (local.get $b)))
      (local.set $s1 (f32x4.add (f32x4.mul (local.get $s1) (local.get $a)) (local.get $b)))
      (local.set $s2 (f32x4.add (f32x4.mul (local.get $s2) (local.get $a)) (local.get $b)))
      (local.set $s3 (f32x4.add (f32x4.mul (local.get $s3) (local.get $a)) (local.get $b)))
      (local.set $s4 (f32x4.add (f32x4.mul (local.get $s4) (local.get $a)) (local.get $b)))
      (local.set $s5 (f32x4.add (f32x4.mul (local.get $s5) (local.get $a)) (local.get $b)))
      (local.set $s6 (f32x4.add (f32x4.mul (local.get $s6) (local.get $a)) (local.get $b)))
      (local.set $s7 (f32x4.add (f32x4.mul (local.get $s7) (local.get $a)) (local.get $b)))
      (local.set $s8 (f32x4.add (f32x4.mul (local.get $s8) (local.get $a)) (local.get $b)))
      (local.set $s9 (f32x4.add (f32x4.mul (local.get $s9) (local.get $a)) (local.get $b)))
      (local.set $s10 (f32x4.add (f32x4.mul (local.get $s10) (local.get $a)) (local.get $b)))
      (local.set $s11 (f32x4.add (f32x4.mul (local.get $s11) (local.get $a)) (local.get $b)))
      (br_if $turn (local.tee $turns (i32.sub (local.get $turns) (i32.const 1)))))
    (f32x4.extract_lane 0
      (f32x4.add
        (f32x4.add
          (f32x4.add (f32x4.add (local.get $s0) (local.get $s1)) (f32x4.add (local.get $s2) (local.get $s3)))
          (f32x4.add (f32x4.add (local.get $s4) (local.get $s5)) (f32x4.add (local.get $s6) (local.get $s7))))
        (f32x4.add (f32x4.add (local.get $s8) (local.get $s9)) (f32x4.add (local.get $s10) (local.get $s11)))))))
